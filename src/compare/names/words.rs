//! Words that tell what a capitalised run is, all in lower case.

/// Words that open sentences and, capital there, belong to no name that follows.
pub(super) const OPENERS: &[&str] = &[
    "the", "a", "an", "this", "that", "these", "those", "in", "on", "at", "by", "for", "from", "to", "of", "with", "without", "as",
    "after", "before", "during", "since", "until", "till", "under", "over", "near", "between", "among", "against", "around",
    "about", "above", "across", "along", "behind", "below", "beneath", "beside", "besides", "beyond", "despite", "except",
    "inside", "into", "like", "unlike", "off", "onto", "outside", "past", "per", "through", "throughout", "toward", "towards",
    "up", "upon", "via", "within", "and", "but", "or", "nor", "so", "yet", "if", "unless", "although", "though", "while",
    "whereas", "because", "when", "whenever", "where", "wherever", "once", "than", "then", "there", "here", "now", "today",
    "yesterday", "tomorrow", "tonight", "he", "she", "it", "they", "we", "you", "i", "his", "her", "its", "their", "our", "my",
    "your", "him", "them", "us", "who", "whom", "whose", "which", "what", "how", "why", "all", "both", "each", "every", "some",
    "any", "many", "most", "much", "few", "several", "no", "none", "not", "one", "two", "three", "four", "five", "six", "seven",
    "eight", "nine", "ten", "eleven", "twelve", "half", "another", "other", "others", "such", "same", "only", "also", "even",
    "just", "still", "again", "according", "quoting", "citing", "asked", "meanwhile", "however", "moreover", "earlier", "later",
    "last", "next", "first", "second", "third", "finally", "instead", "perhaps", "maybe", "yes", "well", "oh", "please",
    "is", "are", "was", "were", "be", "been", "has", "have", "had", "do", "does", "did", "will", "would", "can", "could", "may",
    "might", "must", "shall", "should", "let", "see", "take", "nearly", "almost", "roughly", "more", "less", "amid", "following",
    "including", "regarding", "concerning", "given", "thanks", "nobody", "nothing", "everyone", "everything", "someone",
    "something", "ever", "never", "always", "often", "soon", "elsewhere", "down", "out", "back", "reporter", "residents",
    "officials", "critics", "experts", "investigators", "prosecutors", "detectives", "firefighters", "rescuers", "former", "police",
];

/// Days, months, peoples, languages and feasts: capital without being names of anybody or any place.
pub(super) const IGNORED: &[&str] = &[
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "may",
    "june", "july", "august", "september", "october", "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug",
    "sep", "sept", "oct", "nov", "dec", "am", "pm", "a.m", "p.m", "korean", "koreans", "south", "north", "east", "west", "koreas",
    "chinese", "japanese", "american", "americans", "russian", "russians", "british", "french", "german", "germans", "italian",
    "italians", "spanish", "swiss", "austrian", "dutch", "belgian", "swedish", "norwegian", "danish", "finnish", "polish",
    "czech", "hungarian", "greek", "turkish", "ukrainian", "ukrainians", "israeli", "israelis", "palestinian", "palestinians",
    "iranian", "iraqi", "syrian", "egyptian", "african", "european", "europeans", "asian", "indian", "indonesian", "vietnamese",
    "thai", "filipino", "malaysian", "mongolian", "taiwanese", "australian", "canadian", "mexican", "brazilian", "argentine",
    "chilean", "peruvian", "kenyan", "ethiopian", "nigerian", "soviet", "irish", "scottish", "english", "welsh", "arab", "arabs",
    "latin", "western", "eastern", "northern", "southern", "antarctic", "arctic", "christian", "christians", "muslim", "muslims",
    "jewish", "catholic", "buddhist", "hindu", "islamic", "democrat", "democrats", "republican", "republicans", "christmas",
    "easter", "ramadan", "hangul", "chuseok", "seollal", "new year", "olympic", "nobel", "internet", "celsius", "fahrenheit",
    "won", "level", "phase", "stage", "article", "section", "no", "tv", "id", "ceo", "cctv", "ai", "gdp", "dna", "nationwide",
    "city hall", "hall", "okay", "ok", "god", "portuguese", "afghan", "pakistani", "bangladeshi", "nepalese", "saudi", "lebanese",
    "romanian", "bulgarian", "serbian", "croatian", "georgian", "armenian", "kazakh", "uzbek", "cuban", "colombian", "venezuelan",
    "icelandic", "estonian", "latvian", "lithuanian", "belarusian", "burmese", "cambodian", "laotian", "singaporean",
    "new zealander", "south african", "hollywoodian", "spring", "summer", "autumn", "winter", "mr", "mrs", "ms", "dr",
];

/// Last words of organisations.
pub(super) const ORGANISATION_HEADS: &[&str] = &[
    "ministry", "agency", "party", "university", "institute", "institution", "center", "centre", "bank", "court", "union",
    "federation", "association", "commission", "committee", "council", "assembly", "department", "office", "police", "guard",
    "army", "navy", "corps", "corp", "corporation", "co", "company", "inc", "ltd", "llc", "plc", "gmbh", "group", "holdings",
    "electronics", "securities", "motors", "motor", "airlines", "airways", "air", "shipyard", "shipbuilding", "pharm", "pharma",
    "pharmaceutical", "pharmaceuticals", "school", "college", "academy", "hospital", "clinic", "church", "club", "fc", "team",
    "news", "times", "daily", "post", "herald", "tribune", "archive", "archives", "foundation", "parliament", "congress", "senate",
    "bureau", "board", "authority", "administration", "service", "services", "society", "league", "alliance", "coalition",
    "organization", "organisation", "orchestra", "laboratory", "laboratories", "labs", "studio", "studios", "pictures",
    "entertainment", "chemical", "chemicals", "steel", "energy", "power", "insurance", "capital", "partners", "ventures",
    "technologies", "technology", "systems", "networks", "telecom", "mobile", "foods", "food", "construction", "engineering",
    "industries", "logistics", "marine", "shipping", "lines", "line", "stevedoring", "ropeway", "railroad", "railway", "railways",
    "express", "media", "broadcasting", "television", "radio", "press", "publishing", "customs", "exchange", "fund", "trust",
    "tribunal", "prosecutors", "prosecution", "command", "brigade", "division", "squadron", "regiment", "customs", "forum",
    "movement", "front", "network", "initiative", "program", "programme", "project", "consulate", "embassy", "kremlin",
    "pentagon", "nato", "un", "eu", "who", "imf", "fbi", "cia", "asean", "opec", "unicef", "unesco", "interpol", "kbs", "mbc",
    "sbs", "ytn", "bbc", "cnn", "nbc", "abc", "nhk", "afp", "ap", "reuters", "yonhap", "kcna", "xinhua", "tass", "samsung",
    "hyundai", "lg", "sk", "google", "apple", "microsoft", "amazon.com", "tesla", "boeing", "airbus", "meta", "openai", "nasa",
    "cooperative", "chamber", "registry", "syndicate", "consortium", "choir", "ballet", "opera", "philharmonic", "citizens",
    "headquarters", "conservatory", "observatory", "secretariat", "taskforce", "weekly", "gazette", "chronicle", "courier",
    "journal", "observer", "unit", "house", "cabinet",
];

/// First words of organisations and places that go on with *of* or *for*.
pub(super) const TAKES_OF: &[&str] = &[
    "ministry", "department", "bank", "university", "institute", "center", "centre", "council", "board", "bureau", "office",
    "house", "chamber", "court", "republic", "gulf", "sea", "isle", "church", "citizens", "doctors", "committee", "commission",
    "association", "federation", "academy", "museum", "school", "college", "faculty", "union", "league", "organization",
    "organisation", "foundation", "society", "coalition", "alliance", "friends", "bay", "strait", "straits", "cape", "kingdom",
    "democratic", "institution", "agency", "mothers", "parents", "lawyers", "reporters", "people", "physicians", "scientists",
    "service", "fund", "network", "group", "movement", "party", "port", "states", "campaign", "forum", "conservatory",
];

/// Last words of places; some stand first (`Mount`, `Lake`, `Hotel`).
pub(super) const PLACE_HEADS: &[&str] = &[
    "island", "islands", "islet", "river", "stream", "creek", "province", "county", "district", "strait", "straits", "bay", "sea",
    "ocean", "peak", "mountain", "mountains", "hill", "hills", "valley", "canyon", "village", "town", "township", "park", "pond",
    "rocks", "reef", "range", "bridge", "port", "harbor", "harbour", "airport", "terminal", "tunnel", "street", "avenue",
    "boulevard", "road", "square", "tower", "desert", "peninsula", "beach", "coast", "market", "pier", "stadium", "palace",
    "temple", "falls", "forest", "lake", "mount", "hotel", "cape", "gulf", "dam", "canal", "complex", "plaza", "base", "camp",
    "glacier", "volcano", "pass", "plain", "plains", "basin", "state", "region", "prefecture", "oblast", "interchange", "station",
    "cave", "fortress", "castle", "shrine", "arena", "zone", "delta", "lagoon", "atoll", "archipelago", "wharf", "quay", "reservoir",
    "gymnasium", "cemetery", "monastery", "junction", "ridge", "cliff", "cliffs", "crossing", "arcade", "dome", "republic", "states",
];

/// Heads that are taken off a place to compare it: *South Jeolla Province* and *South Jeolla*.
pub(super) const LOOSE_HEADS: &[&str] =
    &["province", "county", "city", "island", "islands", "islet", "prefecture", "district", "state", "river", "republic", "village", "peak", "range", "port", "district"];

/// Given names that news in English meets often.
pub(super) const GIVEN: &[&str] = &[
    "aaron", "abdul", "abdullah", "adam", "adrian", "ahmed", "aisha", "alan", "albert", "alejandro", "aleksandr", "alex",
    "alexander", "alexandra", "alexei", "ali", "alice", "amanda", "amina", "amir", "amy", "ana", "andrea", "andreas", "andrei",
    "andrew", "angela", "anita", "ann", "anna", "anne", "anthony", "antonio", "antony", "ariel", "arthur", "astrid", "barack",
    "barbara", "beatrice", "bekele", "ben", "benjamin", "bernard", "bill", "bjorn", "bob", "boris", "brandon", "brian", "bruce",
    "carl", "carlos", "carmen", "caroline", "catherine", "charles", "charlotte", "chen", "chris", "christian", "christina",
    "christine", "christopher", "claire", "clara", "claude", "claudia", "clara", "colin", "cristina", "cyril", "daniel",
    "daniela", "david", "deborah", "dennis", "diana", "diego", "dmitri", "dmitry", "dominic", "donald", "dorothy", "douglas",
    "edith", "eduardo", "edward", "elena", "eli", "elias", "elizabeth", "ella", "ellen", "elon", "emil", "emily", "emma",
    "emmanuel", "eric", "erik", "ernest", "ester", "eva", "evelyn", "fatima", "felix", "fernando", "fiona", "florence",
    "frances", "francesca", "francis", "francisco", "francois", "frank", "franz", "fred", "frederick", "gabriel", "gabriela",
    "gary", "george", "georg", "gerald", "gerard", "giorgia", "giovanni", "giulia", "gordon", "grace", "graham", "greg",
    "gregory", "greta", "guillaume", "gustav", "hannah", "hans", "harold", "harry", "hassan", "heather", "heinrich", "helen",
    "helena", "henri", "henry", "hiroshi", "hugo", "ian", "ibrahim", "igor", "ilya", "ingrid", "irene", "irina", "isaac",
    "isabel", "isabella", "ivan", "jack", "jacob", "jacques", "jakob", "james", "jan", "jane", "janet", "jason", "javier", "jean",
    "jeff", "jeffrey", "jennifer", "jessica", "jim", "joan", "joanna", "joe", "johan", "johann", "john", "jonas", "jonathan",
    "jorge", "jose", "joseph", "joshua", "juan", "judith", "julia", "julian", "julie", "justin", "kamala", "karen", "karin",
    "karl", "kate", "katherine", "kathryn", "keir", "keith", "kenji", "kenneth", "kevin", "khalid", "klaus", "kurt", "lars",
    "laura", "lauren", "lawrence", "leila", "leo", "leon", "leonard", "liam", "linda", "lisa", "louis", "louise", "lucas",
    "lucia", "lucy", "luis", "luiz", "lukas", "magnus", "marc", "marcel", "marco", "marcus", "margaret", "maria", "marie",
    "marina", "mario", "mark", "markus", "marta", "martha", "martin", "mary", "mateo", "matthew", "maya", "mehmet", "melissa",
    "michael", "michel", "michelle", "miguel", "mikhail", "mohamed", "mohammad", "mohammed", "monica", "muhammad", "nancy",
    "naomi", "narendra", "natalia", "natalie", "nathan", "nicholas", "nicolas", "nikolai", "nina", "noah", "nora", "oleg",
    "olga", "oliver", "olivia", "omar", "oscar", "otto", "pablo", "pamela", "patricia", "patrick", "paul", "paula", "paulo",
    "pavel", "pedro", "peter", "philip", "philippe", "pierre", "pieter", "rachel", "rafael", "rahul", "raj", "ralph", "raymond",
    "rebecca", "ricardo", "richard", "rita", "robert", "roberto", "robin", "roger", "roland", "ronald", "rosa", "rose", "ruth",
    "ryan", "salma", "sam", "samantha", "samuel", "sandra", "sanjay", "sara", "sarah", "scott", "sebastian", "sergei", "sergey",
    "sergio", "simon", "sofia", "sophia", "sophie", "stefan", "stephanie", "stephen", "steve", "steven", "susan", "svetlana",
    "sven", "takashi", "tamara", "tanya", "tatiana", "taro", "teresa", "thomas", "timothy", "tom", "tony", "ursula", "valentina",
    "vera", "veronica", "victor", "victoria", "viktor", "vincent", "vladimir", "volodymyr", "walter", "wanda", "wang", "wei",
    "werner", "wilhelm", "william", "wolfgang", "xi", "yasmin", "yuki", "yuri", "yusuf", "yves", "zhang", "zoe",
];

/// Nouns for people before whose names they stand without a capital.
pub(super) const PEOPLE: &[&str] = &[
    "leader", "chairman", "chairwoman", "coach", "captain", "teacher", "director", "mayor", "minister", "president", "lawyer",
    "attorney", "judge", "professor", "biologist", "geologist", "scholar", "singer", "actor", "actress", "writer", "novelist",
    "poet", "artist", "painter", "farmer", "fisherman", "skipper", "driver", "pilot", "spokesman", "spokeswoman", "spokesperson",
    "secretary", "adviser", "chief", "head", "chef", "doctor", "nurse", "economist", "analyst", "journalist", "reporter",
    "activist", "runner", "swimmer", "striker", "goalkeeper", "champion", "climber", "hunter", "diver", "witness", "resident",
    "neighbor", "student", "researcher", "scientist", "engineer", "owner", "founder", "manager", "executive", "musician",
    "composer", "conductor", "pianist", "violinist", "curator", "historian", "lawmaker", "senator", "candidate", "rival", "wife",
    "husband", "son", "daughter", "brother", "sister", "mother", "father", "uncle", "aunt", "cousin", "widow", "victim",
    "suspect", "defendant", "plaintiff", "officer", "detective", "sergeant", "commander", "general", "soldier", "firefighter",
    "carpenter", "sailor", "fan", "player", "compatriot", "countryman", "colleague", "partner", "prosecutor", "king", "prince",
    "curler", "skater", "boxer", "golfer", "veteran", "skip", "winner", "tenor", "soprano", "director",
];

/// Nouns for companies and other bodies before whose names they stand.
pub(super) const BODIES: &[&str] = &[
    "operator", "company", "firm", "maker", "manufacturer", "retailer", "startup", "supplier", "contractor", "builder",
    "developer", "brokerage", "lender", "insurer", "carrier", "airline", "publisher", "subsidiary", "conglomerate", "group", "owner",
    "supermarket", "chain", "refiner", "brewer", "shipbuilder", "utility", "label", "studio", "agency", "nonprofit", "charity", "tenant",
    "shipper", "exporter", "importer", "cooperative", "subcontractor", "organizer", "producer", "grocer", "bank",
];
