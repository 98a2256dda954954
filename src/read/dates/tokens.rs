//! The tokens of a written date, and the words that mean something in one.

/// A piece of a written date.
#[derive(Debug)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind<'a>,
    /// No white space stands before it.
    pub(super) is_glued: bool,
    /// Its meaning has been taken.
    pub(super) is_used: bool,
}

#[derive(Debug)]
pub(super) enum Kind<'a> {
    Digits(&'a str),
    /// Letters, lower case.
    Word(String),
    Sign(char),
}

impl<'a> Token<'a> {
    pub(super) fn use_up(&mut self) {
        self.is_used = true;
    }

    /// The digits, of a number whose meaning is not taken.
    pub(super) fn digits(&self) -> Option<&'a str> {
        match self.kind {
            Kind::Digits(digits) if !self.is_used => Some(digits),
            _ => None,
        }
    }

    pub(super) fn is_sign(&self, sign: char) -> bool {
        matches!(self.kind, Kind::Sign(own) if own == sign)
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        matches!(&self.kind, Kind::Word(own) if own == word)
    }

    /// Whether it says afternoon; `None` if it is no word for half a day.
    pub(super) fn meridiem(&self) -> Option<bool> {
        let Kind::Word(word) = &self.kind else { return None };
        match word.as_str() {
            "am" | "오전" => Some(false),
            "pm" | "오후" => Some(true),
            _ => None,
        }
    }

    pub(super) fn month(&self) -> Option<i32> {
        let Kind::Word(word) = &self.kind else { return None };
        Some(match word.as_str() {
            "jan" | "january" | "januar" | "janeiro" | "janv" | "janvier" | "ene" | "enero" | "gen" | "gennaio" => 1,
            "feb" | "february" | "februar" | "fev" | "fevereiro" | "fév" | "févr" | "février" | "febrero"
            | "febbraio" => 2,
            "mar" | "march" | "mär" | "märz" | "março" | "mars" | "marzo" => 3,
            "apr" | "april" | "abr" | "abril" | "avr" | "avril" | "aprile" => 4,
            "may" | "mai" | "maio" | "mayo" | "mag" | "maggio" => 5,
            "jun" | "june" | "juni" | "junho" | "juin" | "junio" | "giu" | "giugno" => 6,
            "jul" | "july" | "juli" | "julho" | "juil" | "juillet" | "julio" | "lug" | "luglio" => 7,
            "aug" | "august" | "ago" | "agosto" | "août" => 8,
            "sep" | "sept" | "september" | "set" | "setembro" | "septembre" | "septiembre" | "settembre" => 9,
            "oct" | "october" | "okt" | "oktober" | "out" | "outubro" | "octobre" | "octubre" | "ott" | "ottobre" => 10,
            "nov" | "november" | "novembro" | "novembre" | "noviembre" => 11,
            "dec" | "december" | "dez" | "dezember" | "dezembro" | "déc" | "décembre" | "dic" | "diciembre"
            | "dicembre" => 12,
            _ => return None,
        })
    }

    /// Whether its meaning is taken or it has none.
    pub(super) fn is_idle(&self) -> bool {
        self.is_used
            || match &self.kind {
                Kind::Digits(_) => false,
                Kind::Sign(sign) => ",.()[]|-–—·:/".contains(*sign),
                Kind::Word(word) => IDLE.contains(&word.as_str()),
            }
    }
}

const IDLE: &[&str] = &[
    "mon",
    "monday",
    "tue",
    "tues",
    "tuesday",
    "wed",
    "wednesday",
    "thu",
    "thur",
    "thurs",
    "thursday",
    "fri",
    "friday",
    "sat",
    "saturday",
    "sun",
    "sunday",
    "월",
    "화",
    "수",
    "목",
    "금",
    "토",
    "일",
    "월요일",
    "화요일",
    "수요일",
    "목요일",
    "금요일",
    "토요일",
    "일요일",
    // The days of feeds whose language went into their dates: Portuguese, Spanish, French, Italian, German.
    "seg",
    "ter",
    "qua",
    "qui",
    "sex",
    "sáb",
    "dom",
    "lun",
    "mar",
    "mié",
    "jue",
    "vie",
    "sab",
    "mer",
    "jeu",
    "ven",
    "sam",
    "dim",
    "gio",
    "mo",
    "di",
    "mi",
    "do",
    "fr",
    "sa",
    "so",
    "de",
    "t",
    "at",
    "on",
    "of",
    "the",
    "st",
    "nd",
    "rd",
    "th",
    "입력",
    "수정",
    "등록",
    "기사입력",
    "최종수정",
    "기사등록",
    "승인",
    "발행",
    "published",
    "updated",
    "posted",
    "modified",
    "written",
    "date",
];

/// Hours east of Greenwich of a zone name; `Some(None)` for a name that stands for several zones.
#[expect(clippy::option_option, reason = "no zone and an ambiguous one are different answers")]
pub(super) fn zone_hours(word: &str) -> Option<Option<f64>> {
    Some(Some(match word {
        "z" | "utc" | "gmt" | "ut" | "wet" => 0.0,
        "hst" => -10.0,
        "akst" => -9.0,
        "nst" => -3.5,
        "adt" | "brt" => -3.0,
        "edt" | "ast" => -4.0,
        "est" | "cdt" => -5.0,
        "cst" | "mdt" => -6.0,
        "mst" | "pdt" => -7.0,
        "pst" | "akdt" => -8.0,
        "bst" | "cet" | "west" | "wat" => 1.0,
        "cest" | "eet" | "sast" | "cat" => 2.0,
        "eest" | "msk" | "eat" => 3.0,
        "gst" => 4.0,
        "pkt" => 5.0,
        "npt" => 5.75,
        "ict" | "wib" => 7.0,
        "hkt" | "sgt" | "awst" | "pht" | "myt" | "wita" => 8.0,
        "kst" | "jst" => 9.0,
        "acst" => 9.5,
        "aest" => 10.0,
        "aedt" => 11.0,
        "nzst" => 12.0,
        "nzdt" => 13.0,
        // Eastern, Central, Mountain and Pacific time change with the season; IST is Indian, Irish or Israeli.
        "et" | "ct" | "mt" | "pt" | "ist" | "local" => return Some(None),
        _ => return None,
    }))
}

/// Cuts a written date into tokens. A Hangul unit right after a number (`6월`) is a token of its own.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut is_glued = false;
    while let Some(first) = rest.chars().next() {
        if first.is_whitespace() {
            rest = &rest[first.len_utf8()..];
            is_glued = false;
            continue;
        }
        let length = if first.is_ascii_digit() {
            run(rest, |character| character.is_ascii_digit())
        } else if first.is_alphabetic() {
            let follows_number = is_glued && matches!(tokens.last(), Some(Token { kind: Kind::Digits(_), .. }));
            match first {
                '년' | '월' | '일' | '시' | '분' | '초' if follows_number => first.len_utf8(),
                _ => run(rest, char::is_alphabetic),
            }
        } else {
            first.len_utf8()
        };
        let (piece, tail) = rest.split_at(length);
        let kind = if first.is_ascii_digit() {
            Kind::Digits(piece)
        } else if first.is_alphabetic() {
            Kind::Word(piece.to_lowercase())
        } else {
            Kind::Sign(if first == '\u{2212}' { '-' } else { first })
        };
        rest = tail;
        tokens.push(Token { kind, is_glued, is_used: false });
        join_half_day(&mut tokens);
        is_glued = true;
    }
    tokens
}

/// Makes `am` of `a.m` (the point after it is idle anyway).
fn join_half_day(tokens: &mut Vec<Token<'_>>) {
    let [.., letter, point, last] = tokens.as_slice() else { return };
    let joined = match () {
        () if !point.is_sign('.') || !last.is_word("m") => return,
        () if letter.is_word("a") => "am",
        () if letter.is_word("p") => "pm",
        () => return,
    };
    let is_glued = letter.is_glued;
    tokens.truncate(tokens.len() - 3);
    tokens.push(Token { kind: Kind::Word(joined.to_owned()), is_glued, is_used: false });
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|character| !belongs(character)).unwrap_or(text.len())
}
