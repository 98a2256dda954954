//! Words that tell what a capitalised run is, all in lower case.

use std::sync::LazyLock;

use ahash::AHashSet;

use super::super::speakers::titles::set;

/// Words that open sentences and, capital there, belong to no name that follows.
pub(super) static OPENERS: LazyLock<AHashSet<&str>> = LazyLock::new(|| {
    set(
        "the a an this that these those in on at by for from to of with without as after before during since until till \
under over near between among against around about above across along behind below beneath beside besides beyond \
despite except inside into like unlike off onto outside past per through throughout toward towards up upon via \
within and but or nor so yet if unless although though while whereas because when whenever where wherever once \
than then there here now today yesterday tomorrow tonight he she it they we you i his her its their our my your \
him them us who whom whose which what how why all both each every some any many most much few several no none \
not one two three four five six seven eight nine ten eleven twelve half another other others such same only also \
even just still again according quoting citing asked meanwhile however moreover earlier later last next first \
second third finally instead perhaps maybe yes well oh please is are was were be been has have had do does did \
will would can could may might must shall should let see take nearly almost roughly more less amid following \
including regarding concerning given thanks nobody nothing everyone everything someone something ever never \
always often soon elsewhere down out back reporter residents officials critics experts investigators prosecutors \
detectives firefighters rescuers former police",
    )
});

/// Days, months, peoples, languages and feasts: capital without being names of anybody or any place.
pub(super) static IGNORED: LazyLock<AHashSet<&str>> = LazyLock::new(|| {
    set("monday tuesday wednesday thursday friday saturday sunday january february march april may june july august \
september october november december jan feb mar apr jun jul aug sep sept oct nov dec am pm a.m p.m korean \
koreans south north east west koreas chinese japanese american americans russian russians british french german \
germans italian italians spanish swiss austrian dutch belgian swedish norwegian danish finnish polish czech \
hungarian greek turkish ukrainian ukrainians israeli israelis palestinian palestinians iranian iraqi syrian \
egyptian african european europeans asian indian indonesian vietnamese thai filipino malaysian mongolian \
taiwanese australian canadian mexican brazilian argentine chilean peruvian kenyan ethiopian nigerian soviet \
irish scottish english welsh arab arabs latin western eastern northern southern antarctic arctic christian \
christians muslim muslims jewish catholic buddhist hindu islamic democrat democrats republican republicans \
christmas easter ramadan hangul chuseok seollal olympic nobel internet celsius fahrenheit won level phase stage \
article section no tv id ceo cctv ai gdp dna nationwide hall okay ok god portuguese afghan pakistani bangladeshi \
nepalese saudi lebanese romanian bulgarian serbian croatian georgian armenian kazakh uzbek cuban colombian \
venezuelan icelandic estonian latvian lithuanian belarusian burmese cambodian laotian singaporean libyan libyans \
kurdish kurds democratic congressional missourians texans yemeni sudanese somali tunisian moroccan algerian \
qatari emirati jordanian slovak malagasy slovenian albanian chechen tibetan uyghur nordic baltic balkan caribbean catalan \
basque bavarian parisian londoners seoulites facebook youtube instagram hollywoodian spring summer autumn winter \
mr mrs ms dr")
});

/// Last words of organisations.
pub(super) static ORGANISATION_HEADS: LazyLock<AHashSet<&str>> = LazyLock::new(|| {
    set("ministry agency party university institute institution center centre bank court union federation association \
commission committee council assembly department office police guard army navy corps corp corporation co company \
inc ltd llc plc gmbh group holdings electronics securities motors motor airlines airways air shipyard \
shipbuilding pharm pharma pharmaceutical pharmaceuticals school college academy hospital clinic church club fc \
team news times daily post herald tribune archive archives foundation parliament congress senate bureau board \
authority administration service services society league alliance coalition organization organisation orchestra \
laboratory laboratories labs studio studios pictures entertainment chemical chemicals steel energy power \
insurance capital partners ventures technologies technology systems networks telecom mobile foods food \
construction engineering industries logistics marine shipping lines line stevedoring ropeway rail railroad \
railway railways express media broadcasting television radio press publishing customs exchange fund trust \
tribunal prosecutors prosecution command brigade division squadron regiment forum movement front network \
initiative program programme project consulate embassy kremlin pentagon nato un eu who imf fbi cia asean opec \
unicef unesco interpol kbs mbc sbs ytn bbc cnn nbc abc nhk afp ap reuters yonhap kcna xinhua tass samsung \
hyundai lg sk google apple microsoft amazon.com tesla boeing airbus meta openai nasa cooperative chamber \
registry syndicate consortium choir ballet opera philharmonic citizens headquarters conservatory observatory \
secretariat taskforce weekly gazette chronicle courier journal observer unit house cabinet cement textiles cosmetics semiconductor \
semiconductors biotech mining petroleum aviation aerospace robotics software ceramics metals materials \
trading")
});

/// First words of organisations and places that go on with *of* or *for*.
pub(super) static TAKES_OF: LazyLock<AHashSet<&str>> = LazyLock::new(|| {
    set("ministry department bank university institute center centre council board bureau office house chamber court \
republic gulf sea isle church citizens doctors committee commission association federation academy museum school \
college faculty union league organization organisation foundation society coalition alliance friends bay strait \
straits cape kingdom democratic institution agency mothers parents lawyers reporters people physicians \
scientists service fund network group movement party port states campaign forum conservatory")
});

/// Last words of places; some stand first (`Mount`, `Lake`, `Hotel`).
pub(super) static PLACE_HEADS: LazyLock<AHashSet<&str>> = LazyLock::new(|| {
    set("island islands islet river stream creek province county district strait straits bay sea ocean peak mountain \
mountains hill hills valley canyon village town township park pond rocks reef range bridge port harbor harbour \
airport terminal tunnel street avenue boulevard road square tower desert peninsula beach coast market pier \
stadium palace temple falls forest lake mount hotel cape gulf dam canal complex plaza base camp glacier volcano \
pass plain plains basin state region prefecture oblast interchange station cave fortress castle shrine arena \
zone delta lagoon atoll archipelago wharf quay reservoir gymnasium cemetery monastery junction ridge cliff \
cliffs crossing arcade dome republic states alps substation township fjord moor quarry cove")
});

/// Heads that are taken off a place to compare it: *South Jeolla Province* and *South Jeolla*.
pub(super) const LOOSE_HEADS: &[&str] = &[
    "province",
    "county",
    "city",
    "island",
    "islands",
    "islet",
    "prefecture",
    "district",
    "state",
    "river",
    "republic",
    "village",
    "peak",
    "range",
    "port",
    "district",
];

/// Given names that news in English meets often, with bars between; no words that are more often something else.
pub(super) const GIVEN: &str = "aaron|abby|abdul|abdullah|abebe|adam|adel|adele|aditi|adrian|adwoa|agnes|ahmed|aisha|akbar|ake|\
aki|akira|alain|alan|albert|alberto|aldo|alec|alejandro|aleksander|aleksandr|aleksei|alessandro|\
alex|alexander|alexandra|alexei|alexey|alfred|alfredo|ali|alice|alison|allison|alvaro|alvin|amal|\
amanda|amara|amin|amina|amir|amit|amos|amy|ana|anand|anastasia|anatoly|anders|andre|andrea|\
andreas|andrei|andres|andrew|andriy|andy|angela|angelo|angus|anil|anita|anjali|ann|anna|anne|\
anthony|antoine|anton|antonella|antonio|antony|anwar|archie|ariel|arjun|arkady|armando|arne|arnold|\
artem|arthur|arturo|arun|ashley|ashok|astrid|audrey|ayako|ayman|barack|barbara|barry|bashar|\
beatrice|beatriz|becky|bekele|ben|benedikt|bengt|benjamin|benoit|bernard|bernie|bert|beth|betsy|\
betty|beverly|bilal|bill|billy|birgit|birgitta|bjorn|blake|bob|bobby|bogdan|boris|brad|bradley|\
brandon|brenda|brent|bret|brett|brian|bruce|bruno|bryan|caitlin|caleb|calvin|cameron|camila|\
candace|carl|carla|carlo|carlos|carmen|carol|caroline|carrie|casey|cassandra|catherine|cathy|\
cecilia|cedric|celine|cesar|chantal|charles|charlie|charlotte|cheryl|chidi|chinua|chloe|chris|\
christer|christian|christina|christine|christopher|chuck|cindy|claire|clara|clarence|clark|claude|\
claudia|claudio|clinton|cody|colin|connie|consuelo|corey|cory|courtney|craig|cristina|cristobal|\
curtis|cynthia|cyril|cyrille|cyrus|dag|daisuke|dan|daniel|daniela|danny|dario|darren|darryl|dave|\
david|debbie|deborah|debra|deepak|denis|dennis|derek|derrick|desta|devin|diana|diane|didier|diego|\
dieter|divya|dmitri|dmitry|dmytro|dominic|dominique|donald|donna|doris|dorothy|doug|douglas|duane|\
dustin|dwight|dylan|eddie|edgar|elsa|edith|edmund|edouard|eduardo|edward|edwin|eileen|einar|eirik|\
ekaterina|elaine|eleanor|elena|eli|elias|elijah|elin|elise|eliud|elizabeth|ella|ellen|ellie|\
elliot|elon|emeka|emi|emil|emile|emiliano|emilio|emily|emma|emmanuel|enrico|enrique|enzo|eric|\
erik|erin|erling|ernest|ernesto|ernie|ernst|esteban|ester|esther|ethan|etienne|eugene|eva|evan|\
evelyn|evgeny|fabien|fabio|fabrice|faisal|farah|farid|fatima|fatou|federico|felicia|felipe|felix|\
fernando|filippo|finn|fiona|flavio|floyd|frances|francesca|francis|francisco|franco|francois|frank|\
franklin|franz|fred|freddie|frederick|fredrik|friedrich|fritz|fumio|fyodor|gabriel|gabriela|gail|\
galina|garrett|gary|gaston|gavin|genevieve|gennady|geoffrey|georg|george|georgy|gerald|geraldine|\
gerard|gerardo|gerhard|gerry|gianni|gilbert|gilles|gina|giorgia|giovanni|giulia|giuseppe|glenn|\
gloria|gonzalo|gopal|gordon|grace|graham|greg|gregory|greta|gretchen|grigory|guillaume|guillermo|\
gunilla|gunnar|gunter|gustav|gustavo|gwen|haile|hakan|halvor|hamid|hamza|hana|hani|hannah|hans|\
harald|harold|harriet|harry|haruka|haruki|harvey|hassan|heather|hector|hedvig|heinrich|heinz|helen|\
helena|helmut|henri|henrik|henry|herbert|herman|hermann|hideki|hideo|hilary|hilde|hillary|hiroki|\
hiromi|hiroshi|horst|howard|hugo|hugues|hussein|ian|ibrahim|ichiro|idris|ignacio|igor|ihor|ilhan|\
ilya|imran|indira|ines|inge|inger|ingrid|ira|irene|irina|irving|iryna|isaac|isabel|isabella|\
isabelle|ivan|ivar|jack|jackie|jacob|jacqueline|jacques|jaime|jake|jakob|jamal|james|jamie|jamil|\
jane|janet|janice|jared|jasmine|jason|javier|jay|jeanne|jeb|jeff|jeffery|jeffrey|jenna|jennifer|\
jenny|jens|jeremy|jerome|jerry|jesse|jessica|jill|jim|jimmy|joan|joanna|joanne|joaquin|joe|joel|\
joey|johan|johann|john|johnny|jon|jonas|jonathan|jorge|jorgen|jose|josef|joseph|josh|joshua|\
joyce|juan|juanita|judith|judy|jules|julia|julian|julie|julio|jurgen|justin|kai|kamal|kamala|\
kaori|karen|kari|karim|karin|karl|karoline|kate|katherine|kathleen|kathryn|kathy|katie|kavita|kay|\
kayla|kazuo|keiko|keir|keisha|keith|kelly|ken|kendra|kenichi|kenji|kenneth|kenny|kenta|kerry|\
kevin|khaled|khalid|kipchoge|kirill|kirk|kirsten|kirsti|kiyoshi|kjell|klaus|knut|kofi|konrad|\
konstantin|krishna|kristen|kristian|kristin|kristina|ksenia|kurt|kwame|kyle|lakshmi|lamar|larisa|\
larry|lars|lasse|latoya|laura|lauren|laurent|lawrence|layla|leah|leif|leila|lena|lennart|leo|\
leon|leonard|leonardo|leonel|leonid|leroy|leslie|lev|levi|lewis|liam|lila|lillian|linda|lindsay|\
lindsey|lisa|lloyd|lois|lonnie|lorena|lorenzo|loretta|lori|lorraine|lothar|louis|louise|lourdes|\
luc|luca|lucas|lucia|luciano|lucien|lucy|luigi|luis|luiz|lukas|luke|luther|lydia|lyle|lynn|\
lyudmila|mack|madeleine|mads|magnus|mahmoud|makoto|maksim|malcolm|malik|mamadou|mandy|manfred|\
manish|manoj|mansour|manuel|marat|marc|marcel|marcello|marcelo|marcia|marco|marcus|margaret|\
margarita|margit|maria|mariam|mariana|marie|mariko|marilyn|marina|mario|marissa|marit|marjorie|\
mark|markus|marlene|marsha|marshall|marta|martha|martin|marvin|mary|masato|massimo|mateo|mathew|\
mathieu|matt|matteo|matthew|maureen|maurice|maurizio|mauro|maxim|maxine|maya|meera|megan|mehmet|\
mel|melanie|melinda|melissa|melvin|meredith|michael|michel|michele|michelle|michiko|mick|mickey|\
midori|miguel|mikael|mike|mikhail|mikkel|mildred|milton|mindy|miranda|mitch|mitt|mohamed|mohammad|\
mohammed|mohan|mohsen|molly|mona|monica|monique|morris|morten|moses|moussa|muhammad|munir|muriel|\
mustafa|mykola|myra|myrtle|nabil|nadezhda|nadia|nadine|najib|nancy|naoki|naomi|narendra|nasser|\
natalia|natalie|natalya|nathalie|nathan|nathaniel|ned|neil|nelson|ngozi|nicholas|nick|nicola|\
nicolas|nicole|nigel|nikita|nikolai|nils|nina|nitin|nkosi|noah|noel|noemie|nora|noriko|norma|\
norman|oksana|ola|olav|ole|oleg|oleksandr|olga|oliver|olivia|olivier|oluwaseun|omar|osama|osamu|\
oscar|oskar|otto|owen|pablo|pam|pamela|paolo|pascal|patrice|patricia|patrick|patsy|patti|paul|\
paula|paulette|paulo|pavel|pavlo|pedro|peggy|percy|pete|peter|petter|phil|philip|philippe|phillip|\
phyllis|pierre|pieter|pietro|pooja|pradeep|prakash|priscilla|priya|pyotr|quentin|rachael|rachel|\
rafael|raffaele|ragnar|rahul|rainer|raj|rajesh|rakesh|ralph|ramesh|ramiro|ramon|randall|randy|\
rania|raoul|rashid|rasmus|raul|ravi|raymond|rebecca|reggie|reginald|reince|remi|renato|rene|renee|\
renzo|rex|reza|rhonda|ricardo|riccardo|richard|rick|ricky|rita|rob|robbie|robert|roberta|roberto|\
robin|rochelle|rocio|rodney|rodrigo|rogelio|roger|rohit|roland|rolf|romain|ron|ronald|ronnie|rosa|\
rosemary|ross|roxanne|roy|ruben|rudolf|rudy|rufus|ruslan|russell|ruth|ryan|ryo|ryota|saad|sabine|\
sabrina|sachin|salah|saleh|salim|sally|salma|salvatore|sam|samantha|sami|samir|sammy|samuel|\
sandeep|sandra|sandro|sanjay|sara|sarah|satoshi|scott|sean|sebastian|sebastien|sekou|semyon|serge|\
sergei|sergey|sergio|sergiy|seth|shane|shannon|sharon|shaun|shawn|sheila|sheldon|shelly|sherri|\
shigeru|shinzo|shirley|sho|shota|shreya|siegfried|signe|sigrid|silvia|silvio|simon|simone|siri|\
sita|sofia|solange|sonia|sonya|sophia|sophie|soren|spencer|stacey|stacy|stan|stanislav|stanley|\
stefan|stefano|stella|steph|stephane|stephanie|stephen|steve|steven|stewart|stig|stuart|sunil|\
suresh|susan|susana|suzanne|svein|sven|svetlana|sylvain|sylvia|sylvie|tabitha|tadashi|takashi|\
takeshi|takuya|tamara|tammy|tanya|tara|taras|tariq|taro|tasha|tatiana|tatyana|ted|teresa|terje|\
terrance|terri|terry|tetsuya|thabo|thelma|theo|theodore|theresa|thierry|thomas|thor|tiffany|tigist|\
tim|timmy|timothy|timur|tina|tobias|todd|tom|tomas|tommaso|tommy|tomoko|tony|tonya|torsten|toru|\
toshio|tracey|tracy|travis|trevor|tricia|trond|tyler|tyrone|ulf|ulrich|umberto|ursula|uwe|vadim|\
valentin|valentina|valerie|valery|vanessa|vasily|vera|vernon|veronica|veronique|vicente|vicki|vicky|\
victor|victoria|vidar|vijay|vikram|viktor|vincent|vinod|vitali|vitaly|vittorio|vivian|vladimir|\
vladislav|volker|volodymyr|vyacheslav|wade|walid|wallace|walter|wanda|wanjiru|warren|wayne|wendell|\
wendy|werner|wesley|wilbur|wilfred|wilhelm|willard|william|willie|winston|wolfgang|xavier|ximena|\
yaroslav|yasir|yasmin|yasuo|yaw|yegor|yelena|yevgeny|yoko|yolanda|yoshiko|youssef|yuki|yuko|yulia|\
yumi|yuri|yusuf|yves|yvette|yvonne|zachary|zack|zahra|zainab|zoe|zoya";

/// Nouns for people before whose names they stand without a capital.
pub(super) static PEOPLE: LazyLock<AHashSet<&str>> = LazyLock::new(|| {
    set("leader chairman chairwoman coach captain teacher director mayor minister president lawyer attorney judge \
professor biologist geologist scholar singer actor actress writer novelist poet artist painter farmer fisherman \
skipper driver pilot spokesman spokeswoman spokesperson secretary adviser chief head chef doctor nurse economist \
analyst journalist reporter activist runner swimmer striker goalkeeper champion climber hunter diver witness \
resident neighbor student researcher scientist engineer owner founder manager executive musician composer \
conductor pianist violinist curator historian lawmaker senator candidate rival wife husband son daughter brother \
sister mother father uncle aunt cousin widow victim suspect defendant plaintiff officer detective sergeant \
commander general soldier firefighter carpenter sailor fan player compatriot countryman colleague partner \
prosecutor king prince curler skater boxer golfer veteran skip winner tenor soprano")
});

/// Nouns for companies and other bodies before whose names they stand.
pub(super) static BODIES: LazyLock<AHashSet<&str>> = LazyLock::new(|| {
    set(
        "operator company firm maker manufacturer retailer startup supplier contractor builder developer brokerage lender \
insurer carrier airline publisher subsidiary conglomerate group owner supermarket chain refiner brewer \
shipbuilder utility label studio agency nonprofit charity tenant shipper exporter importer cooperative \
subcontractor organizer producer grocer bank",
    )
});
