//! Units: what a figure measures, and the factor to one base unit a dimension.

use super::Measure;

/// A unit's measure and how many base units it is: metres, square metres, cubic metres, kilograms, seconds, metres per
/// second, degrees Celsius.
pub(super) type Unit = (Measure, f64);

const MINUTE: f64 = 60.0;
const HOUR: f64 = 3_600.0;
const DAY: f64 = 86_400.0;
const YEAR: f64 = 365.25 * DAY;
/// An acre in square metres, an inch, a foot and a mile in metres, a pound in kilograms.
const ACRE: f64 = 4_046.856_422_4;
const INCH: f64 = 0.025_4;
const FOOT: f64 = 0.304_8;
const MILE: f64 = 1_609.344;
const POUND: f64 = 0.453_592_37;
const OUNCE: f64 = POUND / 16.0;
/// 평.
const PYEONG: f64 = 400.0 / 121.0;

/// The unit that an English word or sign names.
pub(super) fn english_unit(word: &str) -> Option<Unit> {
    use Measure::{Area, Duration, Energy, Length, Power, Volume, Weight};
    Some(match word {
        "mm" | "millimeter" | "millimeters" | "millimetre" | "millimetres" => (Length, 0.001),
        "cm" | "centimeter" | "centimeters" | "centimetre" | "centimetres" => (Length, 0.01),
        "m" | "meter" | "meters" | "metre" | "metres" => (Length, 1.0),
        "km" | "kilometer" | "kilometers" | "kilometre" | "kilometres" => (Length, 1_000.0),
        "inch" | "inches" => (Length, INCH),
        "foot" | "feet" | "ft" => (Length, FOOT),
        "yard" | "yards" => (Length, 3.0 * FOOT),
        "mile" | "miles" => (Length, MILE),
        "hectare" | "hectares" | "ha" => (Area, 10_000.0),
        "acre" | "acres" => (Area, ACRE),
        "m2" => (Area, 1.0),
        "km2" => (Area, 1e6),
        "milliliter" | "milliliters" | "millilitre" | "millilitres" | "ml" => (Volume, 1e-6),
        "liter" | "liters" | "litre" | "litres" => (Volume, 0.001),
        "barrel" | "barrels" => (Volume, 0.158_987_294_928),
        "m3" => (Volume, 1.0),
        "mg" | "milligram" | "milligrams" => (Weight, 1e-6),
        "g" | "gram" | "grams" => (Weight, 0.001),
        "kg" | "kilo" | "kilos" | "kilogram" | "kilograms" => (Weight, 1.0),
        "ton" | "tons" | "tonne" | "tonnes" => (Weight, 1_000.0),
        "pound" | "pounds" | "lb" | "lbs" => (Weight, POUND),
        "ounce" | "ounces" => (Weight, OUNCE),
        "second" | "seconds" => (Duration, 1.0),
        "minute" | "minutes" => (Duration, MINUTE),
        "hour" | "hours" => (Duration, HOUR),
        "day" | "days" => (Duration, DAY),
        "week" | "weeks" => (Duration, 7.0 * DAY),
        "month" | "months" => (Duration, YEAR / 12.0),
        "year" | "years" => (Duration, YEAR),
        "decade" | "decades" => (Duration, 10.0 * YEAR),
        "century" | "centuries" => (Duration, 100.0 * YEAR),
        "kilowatt" | "kilowatts" | "kw" => (Power, 1e3),
        "megawatt" | "megawatts" | "mw" => (Power, 1e6),
        "gigawatt" | "gigawatts" | "gw" => (Power, 1e9),
        "kilowatt-hours" | "kwh" => (Energy, 1e3),
        "mwh" => (Energy, 1e6),
        "gwh" => (Energy, 1e9),
        _ => return None,
    })
}

/// A length to the power two or three: `square meters`, `cubic meters`.
pub(super) fn raised(word: &str, unit: Unit) -> Option<Unit> {
    match (word, unit) {
        ("square", (Measure::Length, factor)) => Some((Measure::Area, factor * factor)),
        ("cubic", (Measure::Length, factor)) => Some((Measure::Volume, factor * factor * factor)),
        _ => None,
    }
}

/// A length in a time: `24 meters per second`, `90 kilometers an hour`.
pub(super) fn speed(length: Unit, time: &str) -> Option<Unit> {
    match (length, english_unit(time)) {
        ((Measure::Length, length), Some((Measure::Duration, seconds))) if seconds <= HOUR => {
            // Rain falls in millimetres and snow in centimetres; what moves goes in metres.
            (length >= INCH).then_some((Measure::Speed, length / seconds))
        }
        _ => None,
    }
}

/// What a currency is called, in English and in Korean, and its code.
pub(super) fn currency(word: &str) -> Option<Measure> {
    let code = match word {
        "won" | "krw" => *b"KRW",
        "dollar" | "dollars" | "usd" => *b"USD",
        "euro" | "euros" | "eur" => *b"EUR",
        "yen" | "jpy" => *b"JPY",
        "yuan" | "cny" | "renminbi" => *b"CNY",
        "pence" | "gbp" => *b"GBP",
        "rubles" | "roubles" => *b"RUB",
        "crown" | "crowns" => *b"CRO",
        "francs" => *b"CHF",
        _ => return None,
    };
    Some(Measure::Money(code))
}

/// The currency of a sign before a figure.
pub(super) fn currency_sign(sign: char) -> Option<Measure> {
    currency(match sign {
        '$' => "usd",
        '₩' => "krw",
        '€' => "eur",
        '¥' => "jpy",
        '£' => "gbp",
        _ => return None,
    })
}

/// Korean units and counters, the longer before the shorter that begin alike. What is counted in one is of one kind.
const KOREAN: [(&str, Measure, f64); 78] = [
    ("퍼센트포인트", Measure::Points, 1.0),
    ("퍼센트", Measure::Share, 1.0),
    ("프로", Measure::Share, 1.0),
    ("제곱킬로미터", Measure::Area, 1e6),
    ("제곱미터", Measure::Area, 1.0),
    ("세제곱미터", Measure::Volume, 1.0),
    ("킬로미터", Measure::Length, 1_000.0),
    ("센티미터", Measure::Length, 0.01),
    ("밀리미터", Measure::Length, 0.001),
    ("센티", Measure::Length, 0.01),
    ("밀리", Measure::Length, 0.001),
    ("미터", Measure::Length, 1.0),
    ("헥타르", Measure::Area, 10_000.0),
    ("킬로그램", Measure::Weight, 1.0),
    ("그램", Measure::Weight, 0.001),
    ("리터", Measure::Volume, 0.001),
    ("톤", Measure::Weight, 1_000.0),
    ("평", Measure::Area, PYEONG),
    ("km", Measure::Length, 1_000.0),
    ("cm", Measure::Length, 0.01),
    ("mm", Measure::Length, 0.001),
    ("kg", Measure::Weight, 1.0),
    ("ha", Measure::Area, 10_000.0),
    ("t", Measure::Weight, 1_000.0),
    ("m", Measure::Length, 1.0),
    ("달러", Measure::Money(*b"USD"), 1.0),
    ("유로", Measure::Money(*b"EUR"), 1.0),
    ("위안", Measure::Money(*b"CNY"), 1.0),
    ("엔", Measure::Money(*b"JPY"), 1.0),
    ("원", Measure::Money(*b"KRW"), 1.0),
    ("시간", Measure::Duration, HOUR),
    ("개월", Measure::Duration, YEAR / 12.0),
    ("달", Measure::Duration, YEAR / 12.0),
    ("주일", Measure::Duration, 7.0 * DAY),
    ("주", Measure::Duration, 7.0 * DAY),
    ("년", Measure::Duration, YEAR),
    ("일", Measure::Duration, DAY),
    ("분", Measure::Duration, MINUTE),
    ("초", Measure::Duration, 1.0),
    ("살", Measure::Age, 1.0),
    ("세대", Measure::Count, 1.0),
    ("세", Measure::Age, 1.0),
    ("도", Measure::Temperature, 1.0),
    ("배", Measure::Multiple, 1.0),
    ("차례", Measure::Times, 1.0),
    ("번째", Measure::Ordinal, 1.0),
    ("번", Measure::Times, 1.0),
    ("회", Measure::Times, 1.0),
    ("명", Measure::Count, 1.0),
    ("사람", Measure::Count, 1.0),
    ("개사", Measure::Count, 1.0),
    ("개국", Measure::Count, 1.0),
    ("개", Measure::Count, 1.0),
    ("가구", Measure::Count, 1.0),
    ("마리", Measure::Count, 1.0),
    ("그루", Measure::Count, 1.0),
    ("그릇", Measure::Count, 1.0),
    ("군데", Measure::Count, 1.0),
    ("곳", Measure::Count, 1.0),
    ("대", Measure::Count, 1.0),
    ("동", Measure::Count, 1.0),
    ("채", Measure::Count, 1.0),
    ("편", Measure::Count, 1.0),
    ("척", Measure::Count, 1.0),
    ("건", Measure::Count, 1.0),
    ("장", Measure::Count, 1.0),
    ("권", Measure::Count, 1.0),
    ("병", Measure::Count, 1.0),
    ("표", Measure::Count, 1.0),
    ("점", Measure::Count, 1.0),
    ("발", Measure::Count, 1.0),
    ("팀", Measure::Count, 1.0),
    ("종", Measure::Count, 1.0),
    ("기", Measure::Count, 1.0),
    ("석", Measure::Count, 1.0),
    ("줄", Measure::Count, 1.0),
    ("량", Measure::Count, 1.0),
    ("벌", Measure::Count, 1.0),
];

/// What may follow a Korean counter in one eojeol: particles, the copula, words of precision.
const BEHIND_COUNTER: [&str; 36] = [
    "이",
    "가",
    "은",
    "는",
    "을",
    "를",
    "에",
    "의",
    "도",
    "로",
    "으로",
    "와",
    "과",
    "만",
    "씩",
    "여",
    "가량",
    "정도",
    "쯤",
    "째",
    "당",
    "짜리",
    "까지",
    "부터",
    "보다",
    "뿐",
    "나",
    "입니다",
    "였",
    "인",
    "간",
    "동안",
    "중",
    "안팎",
    "남짓",
    "대",
];

/// A Korean unit at the start of some text: its name, measure and factor, and what follows it in the eojeol.
pub(super) fn korean_unit(text: &str) -> Option<(&'static str, Unit, &str)> {
    KOREAN.iter().find_map(|&(name, measure, factor)| {
        let rest = text.strip_prefix(name)?;
        let ends = rest.is_empty() || BEHIND_COUNTER.iter().any(|behind| rest.starts_with(behind));
        ends.then_some((name, (measure, factor), rest))
    })
}
