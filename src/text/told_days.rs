//! Days that a text tells of, and how: as the day of its news, as gone before, as to come.
//!
//! A follow-up recounts what it follows: *"a judge let him go on Wednesday; he had been arrested on Monday"*, *"어제(24일)
//! 무너진 다리가 오늘(25일) …"*. Which of its days is that of the news itself is told by tense and by the words of time
//! around each day (`time_words`), looked for within the clause that the day stands
//! in. What `today` is follows from a date in brackets beside it, else from the day of publication, and all other days are
//! resolved against it. English and Korean. Linear in the words that are read.

use jiff::civil::{Date, Weekday};

use super::clauses::{PlacedWord, word_before, words_of};
use super::days::{NamedDay, english_weekday, korean_day_at, korean_weekday, last_such, month_day_at};
use super::days_back::days_back;
use super::korean::is_hangul;
use super::time_words::{announces, announces_in_korean, days_from_today, looks_back, opens_clause};

/// A paragraph of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passage<'a> {
    /// Its words.
    pub text: &'a str,
    /// They are what somebody says, and not the report's own.
    pub is_spoken: bool,
}

/// How a day is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    /// As news.
    News,
    /// As gone before the news.
    Before,
    /// As to come.
    Ahead,
    /// In passing: by somebody who is quoted, as a limit (`until Thursday`), as whose something is (`Thursday's`).
    Passing,
}

/// The days that the opening of a text tells of.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ToldDays {
    /// What `today` stands for: the day marked as such, else the day of publication.
    pub today: Option<NamedDay>,
    /// Each mention of a day, in the order of the text.
    pub mentions: Vec<(NamedDay, Telling)>,
    /// How many days back from its news the text counts, each time it does.
    pub days_back: Vec<i8>,
}

/// Words within which the text must name today for yesterday to be background.
const TODAY_WORDS: usize = 80;
/// Words that are read after the last one in which days are looked for, to know how it is told.
const LOOK_AHEAD: usize = 40;
/// Words before a day in which its clause may announce it, or look back on it, and words after it.
const ANNOUNCED_AFTER: usize = 8;
const LOOKED_BACK_AFTER: usize = 6;
const TOLD_BEFORE: usize = 5;
/// Words of a clause among which a day opens it, so that what follows tells of it too.
const OPENING_WORDS: usize = 3;
/// Bytes between a weekday and a date that are one mention: `Thursday, May 21`, `May 21, Thursday`.
const ONE_MENTION: usize = 6;

/// Reads the days told in the first `most_words` words of some paragraphs in order.
#[must_use]
pub fn told_days(passages: &[Passage<'_>], published: Option<Date>, most_words: usize) -> ToldDays {
    let mut left = most_words;
    let mut openings = Vec::new();
    for passage in passages {
        if left == 0 {
            break;
        }
        let words = words_of(passage.text, left + LOOK_AHEAD);
        let most = words.len().min(left);
        left -= most;
        openings.push(Opening { text: passage.text, is_spoken: passage.is_spoken, words, most });
    }
    let today = Today::of(&openings, published);
    let mut told = ToldDays { today: today.day, ..ToldDays::default() };
    for opening in &openings {
        opening.read(&today, &mut told.mentions);
        told.days_back.extend(days_back(&opening.words[..opening.most]));
    }
    told
}

/// The words of a passage; days are looked for in the first `most`.
struct Opening<'a> {
    text: &'a str,
    is_spoken: bool,
    words: Vec<PlacedWord>,
    most: usize,
}

/// The day on which the text is told.
struct Today {
    day: Option<NamedDay>,
    /// Its date, or that of publication, as days are resolved against it.
    date: Option<Date>,
    /// The text names it early, so that all other days are not the news.
    is_named: bool,
}

impl Today {
    fn of(openings: &[Opening<'_>], published: Option<Date>) -> Self {
        let (mut marked, mut is_named, mut read) = (None, false, 0);
        for opening in openings.iter().filter(|opening| !opening.is_spoken) {
            for at in 0..opening.most {
                let Some(days) = days_from_today(&opening.words, at) else { continue };
                is_named |= days == 0 && read + at < TODAY_WORDS;
                marked = marked.or_else(|| opening.marked_day(at, published)?.later(-days));
            }
            read += opening.most;
        }
        let date = match marked {
            Some(NamedDay::Date(date)) => Some(date),
            _ => published,
        };
        Self { day: marked.or(published.map(NamedDay::Date)), date, is_named }
    }
}

/// A day that a text names, before tense is looked at.
struct Mention {
    day: NamedDay,
    /// How it is told, if its own words say so.
    telling: Option<Telling>,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Weekday,
    Date,
    Today,
    OtherWord,
}

impl Opening<'_> {
    /// The day in brackets after a word: `today (3.24)`, `yesterday (Mar. 24)`, `오늘(24일)`.
    fn marked_day(&self, at: usize, published: Option<Date>) -> Option<NamedDay> {
        let next = at + 1;
        if !self.is_marked(next) {
            return None;
        }
        month_day_at(self.text, &self.words, next, published).or_else(|| korean_day_at(&self.words, next, published))
    }

    /// Whether a word stands at the start of brackets, right after another word.
    fn is_marked(&self, at: usize) -> bool {
        let (Some(before), Some(word)) = (at.checked_sub(1).and_then(|at| self.words.get(at)), self.words.get(at))
        else {
            return false;
        };
        self.text.get(before.end..word.start).is_some_and(|gap| gap.trim() == "(")
    }

    /// Adds the mentions of days.
    fn read(&self, today: &Today, mentions: &mut Vec<(NamedDay, Telling)>) {
        let mut last: Option<(usize, Kind)> = None;
        for at in 0..self.most {
            let Some(mention) = self.mention_at(at, today) else { continue };
            let continued = last.is_some_and(|last| self.continues(last, at, mention.kind));
            last = Some((at, mention.kind));
            if continued {
                // The date says more than the weekday.
                if let Some((day, _)) = mentions.last_mut().filter(|_| mention.kind == Kind::Date) {
                    *day = mention.day;
                }
                continue;
            }
            let quoted = (self.is_spoken || self.words[at].is_quoted).then_some(Telling::Passing);
            let telling = quoted.or(mention.telling).unwrap_or_else(|| self.telling_at(at, mention.kind));
            mentions.push((mention.day, telling));
        }
    }

    /// Whether a day is the one mentioned last: a date beside its weekday.
    fn continues(&self, (last, kind): (usize, Kind), at: usize, next: Kind) -> bool {
        let (one, other) = (&self.words[last], &self.words[at]);
        (kind == Kind::Weekday) != (next == Kind::Weekday)
            && next != Kind::Today
            && one.sentence == other.sentence
            && other.start - one.end <= ONE_MENTION
    }

    fn mention_at(&self, at: usize, today: &Today) -> Option<Mention> {
        let words = &self.words;
        if let Some((weekday, is_owner)) = weekday_of(&words[at]) {
            let day = last_such(weekday, today.date);
            let (days, telling) = match word_before(words, at, 1) {
                "every" | "each" | "매주" => return None,
                _ if is_owner => (0, Some(Telling::Passing)),
                "next" | "coming" | "following" | "다음" => (7, Some(Telling::Ahead)),
                "last" | "지난" => (0, Some(Telling::Before)),
                _ => (0, None),
            };
            return Some(Mention { day: day.later(days)?, telling, kind: Kind::Weekday });
        }
        if let Some(days) = days_from_today(words, at) {
            let telling = match days {
                0 => None,
                -1 if !today.is_named => None,
                ..0 => Some(Telling::Before),
                _ => Some(Telling::Ahead),
            };
            let kind = if days == 0 { Kind::Today } else { Kind::OtherWord };
            return Some(Mention { day: today.day?.later(days)?, telling, kind });
        }
        // `today (3.24)` is one mention.
        if self.is_marked(at) && days_from_today(words, at - 1).is_some() {
            return None;
        }
        if let Some(day) = month_day_at(self.text, words, at, today.date) {
            return Some(Mention { day, telling: None, kind: Kind::Date });
        }
        let day = korean_day_at(words, at, today.date)?;
        let next = words.get(at + 1).map_or("", |next| &next.normal);
        if matches!(next, "만에" | "전" | "뒤" | "후" | "동안") {
            return None;
        }
        let telling = match (word_before(words, at, 2), word_before(words, at, 1)) {
            ("지난", "달") | (_, "지난달" | "지난") => Some(Telling::Before),
            ("다음", "달") | (_, "다음달" | "내달" | "오는") => Some(Telling::Ahead),
            _ => None,
        };
        Some(Mention { day, telling, kind: Kind::Date })
    }

    /// How the words around a day tell it.
    fn telling_at(&self, at: usize, kind: Kind) -> Telling {
        match word_before(&self.words, at, 1) {
            "since" | "after" => return Telling::Before,
            "until" | "till" | "by" | "before" | "from" => return Telling::Passing,
            _ => {}
        }
        let word = &self.words[at];
        let in_clause = |other: &&PlacedWord| other.clause == word.clause;
        let start = at.saturating_sub(ANNOUNCED_AFTER);
        let before = self.words[start..at].iter().rev().take_while(in_clause).count();
        let after = self.words[at + 1..].iter().take(TOLD_BEFORE).take_while(in_clause).map(|other| &*other.normal);
        let after = after.take_while(|word| before < OPENING_WORDS && !opens_clause(word));
        let around = |most: usize| -> Vec<&str> {
            self.words[at - before.min(most)..at].iter().map(|other| &*other.normal).chain(after.clone()).collect()
        };
        if kind != Kind::Today && looks_back(&around(LOOKED_BACK_AFTER)) {
            return Telling::Before;
        }
        let in_korean = || kind != Kind::Today && announces_in_korean(self.korean_end(at));
        if announces(&around(ANNOUNCED_AFTER)) || in_korean() { Telling::Ahead } else { Telling::News }
    }

    /// The last characters of the Korean sentence that a word stands in, where its verb is; nothing for other words.
    fn korean_end(&self, at: usize) -> &str {
        const CHARACTERS: usize = 16;
        let word = &self.words[at];
        if !word.normal.contains(is_hangul) {
            return "";
        }
        let ends = |other: &&PlacedWord| other.normal.ends_with('다') && self.text[other.end..].starts_with('.');
        let last = self.words[at..].iter().find(ends).or(self.words.last()).map_or(word.end, |last| last.end);
        let rest = self.text.get(word.end..last).unwrap_or_default();
        let start = rest.char_indices().rev().nth(CHARACTERS - 1).map_or(0, |(start, _)| start);
        &rest[start..]
    }
}

/// The weekday that a word names, and whether as whose something is: `Thursday`, `Thursday's`, `목요일에`.
fn weekday_of(word: &PlacedWord) -> Option<(Weekday, bool)> {
    let owner = word.normal.strip_suffix("'s");
    let english = english_weekday(owner.unwrap_or(&word.normal)).filter(|_| word.is_capitalised);
    Some((english.or_else(|| korean_weekday(&word.normal))?, owner.is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Thursday.
    const PUBLISHED: Option<Date> = Some(Date::constant(2025, 6, 12));

    fn mentions(text: &str, published: Option<Date>) -> Vec<(String, Telling)> {
        let told = told_days(&[Passage { text, is_spoken: false }], published, 100);
        told.mentions.iter().map(|(day, telling)| (day.to_string(), *telling)).collect()
    }

    #[track_caller]
    fn assert_told(text: &str, expected: &[(&str, Telling)]) {
        let expected: Vec<(String, Telling)> =
            expected.iter().map(|&(day, telling)| (day.to_owned(), telling)).collect();
        assert_eq!(mentions(text, PUBLISHED), expected, "{text}");
    }

    #[test]
    fn tense_tells_what_is_news() {
        use Telling::{Ahead, Before, News, Passing};
        for (text, expected) in [
            ("It sank on Wednesday", ("2025-06-11", News)),
            ("It had sunk on Wednesday", ("2025-06-11", Before)),
            ("On Wednesday it had sunk", ("2025-06-11", Before)),
            ("It sank on Wednesday, though it had been mended", ("2025-06-11", News)),
            ("On Wednesday the mate who had sunk it spoke", ("2025-06-11", News)),
            ("It will be raised on Wednesday", ("2025-06-11", Ahead)),
            ("It is to be raised on Wednesday", ("2025-06-11", Ahead)),
            ("missing since Wednesday", ("2025-06-11", Before)),
            ("closed until Wednesday", ("2025-06-11", Passing)),
            ("It was Wednesday's storm", ("2025-06-11", Passing)),
            ("It was Wednesday’s storm", ("2025-06-11", Passing)),
            ("\"It sank on Wednesday\"", ("2025-06-11", Passing)),
            ("last Wednesday", ("2025-06-11", Before)),
            ("next Wednesday", ("2025-06-18", Ahead)),
            ("tomorrow", ("2025-06-13", Ahead)),
            ("11일 침몰했습니다.", ("2025-06-11", News)),
            ("11일 침몰할 예정입니다. 배는", ("2025-06-11", Ahead)),
            ("지난 11일 침몰했습니다.", ("2025-06-11", Before)),
            ("오는 18일 인양합니다.", ("2025-06-18", Ahead)),
            ("다음 달 3일", ("2025-07-03", Ahead)),
            ("월요일에는 침몰했습니다.", ("2025-06-09", News)),
        ] {
            assert_told(text, &[expected]);
        }
        assert_told("every Wednesday, 11일 만에, 3일 동안", &[]);
    }

    #[test]
    fn yesterday_is_news_unless_today_is() {
        assert_told("It sank yesterday.", &[("2025-06-11", Telling::News)]);
        let both = [("2025-06-11", Telling::Before), ("2025-06-12", Telling::News)];
        assert_told("It sank last night; this morning it was raised.", &both);
        assert_told("배는 어제 침몰했고 오늘 인양됐습니다.", &both);
    }

    #[test]
    fn today_is_the_day_marked_beside_it() {
        assert_told(
            "It sank today (6.10), after Sunday.",
            &[("2025-06-10", Telling::News), ("2025-06-08", Telling::Before)],
        );
        let undated = mentions("It sank yesterday (6.10); divers go down today.", None);
        assert_eq!(undated, [("06-10".to_owned(), Telling::Before), ("06-11".to_owned(), Telling::News)]);
        assert_eq!(mentions("오늘(24일) 배가 침몰했습니다.", None), [("day 24".to_owned(), Telling::News)]);
        assert!(mentions("It sank yesterday.", None).is_empty(), "which day was that?");
    }

    #[test]
    fn a_weekday_and_its_date_are_one_mention() {
        for text in ["on Tuesday, June 3", "on June 3, Tuesday", "3일 화요일", "Tuesday (June 3)"] {
            assert_told(text, &[("2025-06-03", Telling::News)]);
        }
        assert_told(
            "It sank Tuesday. June 3 was calm",
            &[("2025-06-10", Telling::News), ("2025-06-03", Telling::News)],
        );
    }

    #[test]
    fn what_people_say_is_in_passing() {
        let passages = [
            Passage { text: "It sank on Wednesday.", is_spoken: true },
            Passage { text: "It sank on Tuesday.", is_spoken: false },
        ];
        let told = told_days(&passages, PUBLISHED, 100);
        let tellings: Vec<Telling> = told.mentions.iter().map(|&(_, telling)| telling).collect();
        assert_eq!(tellings, [Telling::Passing, Telling::News]);
        assert_eq!(told_days(&passages, PUBLISHED, 5).mentions.len(), 1, "so many words and no more");
        assert!(told_days(&passages, PUBLISHED, 0).mentions.is_empty());
    }

    #[test]
    fn nothing_panics_at_the_ends_of_time_or_text() {
        let text = "Monday next Monday tomorrow 내일 그제 (1.1) today (1.1) yesterday (12.31) 오늘(1일) 어제(31일) 다음 달 31일 \
                    Thursday (";
        for published in [Some(Date::MIN), Some(Date::MAX), None] {
            for end in text.char_indices().map(|(end, _)| end) {
                let _ = mentions(&text[..end], published);
            }
        }
        let _ = mentions(&"today (today (".repeat(1000), None);
    }
}
