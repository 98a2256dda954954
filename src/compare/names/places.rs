//! Places that news in English and Korean mentions often, so that they are known without a cue beside them.
//!
//! Countries, their capitals and other large cities, states and regions, seas, and the provinces, cities and counties of
//! Korea. Nothing depends on the lists being complete: other places are found by what stands around them.

use std::sync::LazyLock;

use ahash::AHashSet;

const WORLD: &str = "afghanistan|albania|algeria|andorra|angola|argentina|armenia|australia|austria|azerbaijan|bahamas|\
bahrain|bangladesh|barbados|belarus|belgium|belize|benin|bhutan|bolivia|bosnia|bosnia and herzegovina|botswana|brazil|brunei|\
bulgaria|burkina faso|burundi|cambodia|cameroon|canada|cape verde|chad|chile|china|colombia|comoros|congo|costa rica|croatia|\
cuba|cyprus|czech republic|czechia|denmark|djibouti|dominica|dominican republic|east timor|ecuador|egypt|el salvador|england|\
equatorial guinea|eritrea|estonia|eswatini|ethiopia|fiji|finland|france|gabon|gambia|georgia|germany|ghana|greece|grenada|\
guatemala|guinea|guyana|haiti|honduras|hungary|iceland|india|indonesia|iran|iraq|ireland|israel|italy|ivory coast|jamaica|\
japan|jordan|kazakhstan|kenya|kiribati|kosovo|kuwait|kyrgyzstan|laos|latvia|lebanon|lesotho|liberia|libya|liechtenstein|\
lithuania|luxembourg|madagascar|malawi|malaysia|maldives|mali|malta|mauritania|mauritius|mexico|micronesia|moldova|monaco|\
mongolia|montenegro|morocco|mozambique|myanmar|namibia|nauru|nepal|netherlands|new zealand|nicaragua|niger|nigeria|\
north korea|south korea|korea|north macedonia|norway|oman|pakistan|palau|palestine|panama|papua new guinea|paraguay|peru|\
philippines|poland|portugal|qatar|romania|russia|rwanda|samoa|san marino|saudi arabia|scotland|senegal|serbia|seychelles|\
sierra leone|singapore|slovakia|slovenia|solomon islands|somalia|south africa|south sudan|spain|sri lanka|sudan|suriname|\
sweden|switzerland|syria|taiwan|tajikistan|tanzania|thailand|togo|tonga|trinidad and tobago|tunisia|turkey|türkiye|\
turkmenistan|tuvalu|uganda|ukraine|united arab emirates|uae|united kingdom|uk|u.k|britain|great britain|united states|us|u.s|\
usa|america|uruguay|uzbekistan|vanuatu|vatican|venezuela|vietnam|wales|northern ireland|yemen|zambia|zimbabwe|hong kong|\
macau|greenland|puerto rico|guam|gaza|gaza strip|west bank|crimea|donbas|tibet|xinjiang|siberia|kashmir|catalonia|bavaria|\
asia|europe|africa|north america|south america|latin america|central america|middle east|antarctica|oceania|arctic|antarctic|\
balkans|caribbean|scandinavia|southeast asia|east asia|central asia|far east|pacific|pacific ocean|atlantic|atlantic ocean|\
indian ocean|mediterranean|mediterranean sea|black sea|red sea|yellow sea|east sea|west sea|south china sea|east china sea|\
baltic sea|north sea|persian gulf|strait of hormuz|taiwan strait|bering sea|korean peninsula|suez canal|panama canal|\
abu dhabi|accra|addis ababa|aleppo|alexandria|algiers|almaty|amman|amsterdam|ankara|antwerp|astana|athens|atlanta|auckland|\
austin|baghdad|baku|bali|baltimore|bangalore|bangkok|barcelona|basel|beijing|beirut|belfast|belgrade|berlin|bern|\
birmingham|bogota|bologna|bordeaux|boston|brasilia|bratislava|bremen|brisbane|brussels|bucharest|budapest|buenos aires|\
bulawayo|busan|cairo|calcutta|cambridge|canberra|cannes|cape town|caracas|cardiff|casablanca|chengdu|chennai|chicago|\
chisinau|chongqing|cleveland|cologne|colombo|copenhagen|dakar|dalian|dallas|damascus|dar es salaam|darwin|davos|delhi|denver|\
detroit|dhaka|doha|donetsk|dresden|dubai|dublin|durban|dusseldorf|edinburgh|florence|frankfurt|fukuoka|fukushima|geneva|\
genoa|glasgow|gothenburg|guangzhou|guadalajara|hague|the hague|haifa|hai phong|hamburg|hangzhou|hanoi|hanover|harare|harbin|\
havana|helsinki|hiroshima|ho chi minh city|hokkaido|honolulu|houston|innsbruck|irkutsk|islamabad|istanbul|izmir|jakarta|\
jeddah|jerusalem|johannesburg|kabul|kampala|karachi|kathmandu|khabarovsk|kharkiv|khartoum|kherson|kiev|kigali|kinshasa|kobe|\
kolkata|krakow|kuala lumpur|kuwait city|kyiv|kyoto|lagos|lahore|las vegas|lausanne|leipzig|lhasa|lille|lima|lisbon|liverpool|\
ljubljana|london|los angeles|luanda|lusaka|lviv|lyon|macao|madrid|malmo|managua|manchester|manila|maputo|mariupol|marseille|\
mecca|medellin|melbourne|mexico city|miami|milan|minneapolis|minsk|mogadishu|montevideo|montreal|moscow|mumbai|munich|\
nagasaki|nagoya|nairobi|nanjing|naples|new delhi|new orleans|new york|new york city|nice|nicosia|ningbo|odesa|odessa|okinawa|\
orlando|osaka|oslo|ottawa|oxford|palermo|paris|perth|philadelphia|phnom penh|phoenix|pittsburgh|porto|portland|prague|\
pretoria|pristina|qingdao|quebec|quito|rabat|reykjavik|riga|rio de janeiro|riyadh|rome|rotterdam|saint petersburg|\
st. petersburg|salzburg|san diego|san francisco|san jose|santiago|santos|sao paulo|sapporo|sarajevo|seattle|sendai|sevastopol|\
seville|shanghai|shenyang|shenzhen|skopje|sofia|split|stockholm|strasbourg|stuttgart|surabaya|suzhou|sydney|taipei|tallinn|\
tashkent|tbilisi|tehran|tel aviv|tianjin|tirana|tokyo|toronto|trieste|tripoli|tromso|tunis|turin|ulaanbaatar|utrecht|valencia|\
vancouver|vaduz|venice|vienna|vientiane|vilnius|vladivostok|warsaw|washington|washington d.c|washington, d.c|wellington|\
wuhan|xian|yangon|yekaterinburg|yerevan|yokohama|zagreb|zaporizhzhia|zurich|svalbard|\
alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|hawaii|idaho|illinois|indiana|iowa|kansas|\
kentucky|louisiana|maine|maryland|massachusetts|michigan|minnesota|mississippi|missouri|montana|nebraska|nevada|\
new hampshire|new jersey|new mexico|north carolina|north dakota|ohio|oklahoma|oregon|pennsylvania|rhode island|\
south carolina|south dakota|tennessee|texas|utah|vermont|virginia|west virginia|wisconsin|wyoming|ontario|british columbia|\
alberta|queensland|new south wales|tasmania|hokkaido|honshu|kyushu|shandong|guangdong|liaoning|jilin|heilongjiang|yanbian|\
mount everest|himalayas|alps|andes|amazon|nile|danube|rhine|mekong|silicon valley|wall street|manhattan|brooklyn|hollywood|hamgyong|pyongan|hwanghae";

const KOREAN: &str = "seoul|busan|pusan|daegu|taegu|incheon|inchon|gwangju|kwangju|daejeon|taejon|ulsan|sejong|jeju|cheju|\
gyeonggi|gangwon|north chungcheong|south chungcheong|north jeolla|south jeolla|north gyeongsang|south gyeongsang|chungcheong|\
jeolla|gyeongsang|suwon|seongnam|bundang|pangyo|uijeongbu|anyang|bucheon|gwangmyeong|pyeongtaek|dongducheon|ansan|goyang|ilsan|\
gwacheon|guri|namyangju|osan|siheung|gunpo|uiwang|hanam|yongin|paju|icheon|anseong|gimpo|hwaseong|yangju|pocheon|yeoju|\
yeoncheon|gapyeong|yangpyeong|chuncheon|wonju|gangneung|donghae|taebaek|sokcho|samcheok|hongcheon|hoengseong|yeongwol|\
pyeongchang|jeongseon|cheorwon|hwacheon|yanggu|inje|goseong|yangyang|cheongju|chungju|jecheon|boeun|okcheon|yeongdong|jincheon|\
goesan|eumseong|danyang|jeungpyeong|cheonan|gongju|boryeong|asan|seosan|nonsan|gyeryong|dangjin|geumsan|buyeo|seocheon|\
cheongyang|hongseong|yesan|taean|jeonju|gunsan|iksan|jeongeup|namwon|gimje|wanju|jinan|muju|jangsu|imsil|sunchang|gochang|\
buan|mokpo|yeosu|suncheon|naju|gwangyang|damyang|gokseong|gurye|goheung|boseong|hwasun|jangheung|gangjin|haenam|yeongam|muan|\
hampyeong|yeonggwang|jangseong|wando|jindo|shinan|sinan|pohang|gyeongju|gimcheon|andong|gumi|yeongju|yeongcheon|sangju|\
mungyeong|gyeongsan|gunwi|uiseong|cheongsong|yeongyang|yeongdeok|cheongdo|goryeong|seongju|chilgok|yecheon|bonghwa|uljin|\
ulleung|ulleungdo|dokdo|changwon|masan|jinhae|jinju|tongyeong|sacheon|gimhae|miryang|geoje|yangsan|uiryeong|haman|changnyeong|\
namhae|hadong|sancheong|hamyang|geochang|hapcheon|seogwipo|gangnam|yeouido|itaewon|hongdae|myeongdong|gwanghwamun|jongno|\
yongsan|panmunjom|panmunjeom|kaesong|gaeseong|pyongyang|wonsan|hamhung|chongjin|sinuiju|nampo|rason|haeju|sariwon|kaechon|\
yeonpyeong|baengnyeong|paektu|baekdu|hallasan|seoraksan|jirisan|halla|seorak|han river|nakdong river|geum river|mapo|gangseo|\
songpa|seocho|haeundae|yeongdo|eunpyeong|nowon|guro|gwanak|dongdaemun|namdaemun";

const HANGUL: &str = "서울|부산|대구|인천|광주|대전|울산|세종|제주|제주도|경기|경기도|강원|강원도|충북|충청북도|충남|충청남도|전북|전라북도|\
전남|전라남도|경북|경상북도|경남|경상남도|수원|성남|분당|판교|의정부|안양|부천|광명|평택|동두천|안산|고양|일산|과천|구리|남양주|오산|시흥|\
군포|의왕|하남|용인|파주|이천|안성|김포|화성|양주|포천|여주|연천|가평|양평|춘천|원주|강릉|동해|태백|속초|삼척|홍천|횡성|영월|평창|정선|\
철원|화천|양구|인제|고성|양양|청주|충주|제천|보은|옥천|영동|진천|괴산|음성|단양|증평|천안|공주|보령|아산|서산|논산|계룡|당진|금산|부여|\
서천|청양|홍성|예산|태안|전주|군산|익산|정읍|남원|김제|완주|진안|무주|장수|임실|순창|고창|부안|목포|여수|순천|나주|광양|담양|곡성|구례|\
고흥|보성|화순|장흥|강진|해남|영암|무안|함평|영광|장성|완도|진도|신안|포항|경주|김천|안동|구미|영주|영천|상주|문경|경산|군위|의성|청송|\
영양|영덕|청도|고령|성주|칠곡|예천|봉화|울진|울릉|울릉도|독도|창원|마산|진해|진주|통영|사천|김해|밀양|거제|양산|의령|함안|창녕|남해|하동|\
산청|함양|거창|합천|서귀포|강남|여의도|광화문|판문점|개성|평양|원산|함흥|청진|신의주|남포|나선|해주|사리원|연평도|백령도|백두산|한라산|\
설악산|지리산|한강|낙동강|금강|영산강|섬진강|한반도|서해|동해안|서해안|남해안|대관령|경포|태평양|대서양|인도양|지중해|홍해|남중국해|아시아|\
유럽|아프리카|북미|남미|중동|남극|북극|미국|중국|일본|러시아|북한|한국|대한민국|남한|영국|프랑스|독일|이탈리아|스페인|포르투갈|네덜란드|\
벨기에|스위스|오스트리아|스웨덴|노르웨이|핀란드|덴마크|아이슬란드|아일랜드|폴란드|체코|헝가리|루마니아|불가리아|그리스|튀르키예|터키|우크라이나|\
벨라루스|세르비아|크로아티아|슬로베니아|슬로바키아|에스토니아|라트비아|리투아니아|캐나다|멕시코|브라질|아르헨티나|칠레|페루|콜롬비아|베네수엘라|\
에콰도르|볼리비아|파라과이|우루과이|쿠바|과테말라|코스타리카|파나마|호주|뉴질랜드|인도|인도네시아|필리핀|베트남|태국|말레이시아|싱가포르|\
캄보디아|라오스|미얀마|방글라데시|네팔|스리랑카|파키스탄|아프가니스탄|카자흐스탄|우즈베키스탄|키르기스스탄|투르크메니스탄|타지키스탄|몽골|대만|\
타이완|홍콩|마카오|이란|이라크|이스라엘|팔레스타인|가자지구|시리아|레바논|요르단|사우디아라비아|사우디|아랍에미리트|카타르|쿠웨이트|바레인|오만|예멘|\
이집트|리비아|튀니지|알제리|모로코|수단|에티오피아|케냐|탄자니아|우간다|르완다|소말리아|나이지리아|가나|남아공|남아프리카공화국|짐바브웨|콩고|\
세네갈|마다가스카르|조지아|아르메니아|아제르바이잔|몰도바|알바니아|코소보|북마케도니아|몬테네그로|룩셈부르크|모나코|바티칸|몰타|키프로스|솔로몬제도|\
피지|투발루|통가|사모아|팔라우|괌|사이판|하와이|알래스카|캘리포니아|텍사스|플로리다|뉴욕|워싱턴|로스앤젤레스|시카고|보스턴|샌프란시스코|시애틀|\
라스베이거스|애틀랜타|휴스턴|마이애미|런던|파리|베를린|뮌헨|함부르크|프랑크푸르트|로마|밀라노|베네치아|마드리드|바르셀로나|리스본|암스테르담|\
헤이그|브뤼셀|제네바|취리히|베른|로잔|다보스|빈|인스부르크|잘츠부르크|스톡홀름|오슬로|헬싱키|코펜하겐|더블린|바르샤바|프라하|부다페스트|\
아테네|이스탄불|앙카라|키이우|모스크바|상트페테르부르크|블라디보스토크|하바롭스크|도쿄|오사카|교토|나고야|후쿠오카|삿포로|홋카이도|오키나와|\
히로시마|나가사키|후쿠시마|베이징|상하이|광저우|선전|충칭|톈진|칭다오|다롄|선양|단둥|옌볜|하얼빈|난징|항저우|우한|타이베이|방콕|하노이|호찌민|\
다낭|자카르타|발리|마닐라|세부|쿠알라룸푸르|프놈펜|비엔티안|양곤|뉴델리|뭄바이|카불|테헤란|바그다드|예루살렘|텔아비브|두바이|아부다비|도하|리야드|\
카이로|나이로비|요하네스버그|시드니|멜버른|오클랜드|토론토|밴쿠버|몬트리올|오타와|멕시코시티|상파울루|리우데자네이루|부에노스아이레스|산티아고|리마|\
울란바토르|스발바르|시베리아|크림반도|돈바스";

static PLACES: LazyLock<AHashSet<&'static str>> =
    LazyLock::new(|| WORLD.split('|').chain(KOREAN.split('|')).chain(HANGUL.split('|')).collect());

/// Whether a name, in lower case and without a point at its end, is a place that needs no cue.
pub(super) fn is_known(name: &str) -> bool {
    PLACES.contains(name)
}

/// One place under other names, in lower case.
const ALIASES: &[&[&str]] = &[
    &["united states", "us", "u.s", "usa", "america", "미국"],
    &["united kingdom", "uk", "u.k", "britain", "great britain", "영국"],
    &["south korea", "korea", "republic of korea", "rok", "한국", "대한민국"],
    &["north korea", "dprk", "democratic people's republic of korea", "북한"],
    &["north korea", "n korea"],
    &["south korea", "s korea"],
    &["gyeongsangbuk", "north gyeongsang", "gyeongbuk"],
    &["gyeongsangnam", "south gyeongsang", "gyeongnam"],
    &["jeollabuk", "north jeolla", "jeonbuk"],
    &["jeollanam", "south jeolla", "jeonnam"],
    &["chungcheongbuk", "north chungcheong", "chungbuk"],
    &["chungcheongnam", "south chungcheong", "chungnam"],
    &["경상북도", "경북"],
    &["경상남도", "경남"],
    &["전라북도", "전북"],
    &["전라남도", "전남"],
    &["충청북도", "충북"],
    &["충청남도", "충남"],
    &["united arab emirates", "uae"],
    &["turkey", "türkiye", "turkiye", "튀르키예", "터키"],
    &["kyiv", "kiev"],
    &["odesa", "odessa"],
    &["czechia", "czech republic"],
    &["myanmar", "burma"],
    &["washington", "washington d.c", "washington dc"],
    &["new york", "new york city"],
    &["the hague", "hague"],
    &["busan", "pusan"],
    &["daegu", "taegu"],
    &["jeju", "jejudo", "cheju"],
    &["gwangju", "kwangju"],
    &["pacific", "pacific ocean"],
    &["shinan", "sinan"],
    &["충북", "충청북도"],
    &["충남", "충청남도"],
    &["전북", "전라북도"],
    &["전남", "전라남도"],
    &["경북", "경상북도"],
    &["경남", "경상남도"],
    &["대만", "타이완"],
    &["사우디", "사우디아라비아"],
    &["남아공", "남아프리카공화국"],
];

/// Whether two names, in lower case, are known to mean one place.
pub(super) fn is_alias(one: &str, other: &str) -> bool {
    ALIASES.iter().any(|names| names.contains(&one) && names.contains(&other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_hold_whole_names() {
        for name in ["new zealand", "samcheok", "dominican republic", "뉴질랜드", "대관령", "hwanghae", "namdaemun"]
        {
            assert!(is_known(name), "{name}");
        }
        assert!(!is_known("zealand") && !is_known(""));
        assert!(PLACES.iter().all(|name| !name.trim().is_empty() && name.trim() == *name));
    }

    #[test]
    fn aliases_mean_one_place() {
        assert!(is_alias("u.s", "united states") && !is_alias("uk", "usa"));
    }
}
