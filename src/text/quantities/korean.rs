//! Korean quantities: a number, its counter or unit in one eojeol or the next, and the noun that is counted before it.

use super::number::{Number, korean_digits, korean_native, leading_digits};
use super::precision::{Hedge, Reading};
use super::scan::Scan;
use super::units::korean_unit;
use super::{Measure, Quantity};
use crate::text::korean::{is_hangul, stem};

/// Words before a figure among which its noun is looked for.
const NOUN_WITHIN: usize = 4;

/// A number with its eojeols, and what follows it in the last of them.
struct Written<'a> {
    number: Number,
    lot: Option<(f64, f64)>,
    next: usize,
    rest: &'a str,
    is_native: bool,
}

impl<'a> Scan<'a> {
    pub(super) fn korean_at(&self, at: usize) -> Option<Quantity> {
        if self.normal(at).starts_with(|first: char| first.is_ascii_alphabetic()) {
            return None;
        }
        if let Some(quantity) = self.korean_share(at).or_else(|| self.korean_portion(at)) {
            return Some(quantity);
        }
        let written = self.korean_number(at)?;
        let mut rest = written.rest;
        let mut next = written.next;
        let mut hedge = Hedge::Plain;
        if let Some(tail) = rest.strip_prefix('여').or_else(|| rest.strip_prefix("남짓")) {
            (rest, hedge) = (tail, Hedge::JustAbove);
        }
        if self.gap(next).starts_with('%') {
            return Some(self.korean_percent(at, &written, next));
        }
        let (name, (measure, factor), tail) = if rest.is_empty() {
            if !matches!(self.gap(next), " " | "") {
                return None;
            }
            next += 1;
            korean_unit(self.normal(next - 1))?
        } else {
            korean_unit(rest)?
        };
        // 4개 동: what is counted in 개 has a better counter behind it.
        let (name, measure, factor, tail) = match korean_unit(self.normal(next)) {
            Some((finer, (Measure::Count, factor), tail)) if name == "개" && self.gap(next) == " " => {
                next += 1;
                (finer, Measure::Count, factor, tail)
            }
            _ => (name, measure, factor, tail),
        };
        if !name.contains(is_hangul) && !self.text.contains(is_hangul) {
            return None;
        }
        let (measure, sign) = self.korean_measure(at, &written, (name, measure), tail, next)?;
        let (hedge, first) = self.korean_hedge(at, tail, next, hedge);
        let mut number = written.number.scaled(factor);
        if name == "시간" && tail.is_empty() && self.normal(next).starts_with('반') {
            number = Number { value: number.value + factor / 2.0, step: factor / 2.0 };
            next += 1;
        }
        let reading = match written.lot {
            _ if measure == Measure::Age && name == "대" => Reading::interval(number.value, number.value + 9.0),
            Some((low, high)) => Reading {
                value: low * factor,
                likely: (low * factor, high * factor),
                possible: (low * factor * 0.5, f64::INFINITY),
                step: factor,
            },
            None => Reading::hedged(number.value * sign, number.step, hedge),
        };
        let mut quantity = Quantity::new(measure, reading, at..next);
        quantity.counter = Some(name);
        quantity.span = self.without_particle(first..next, tail);
        if measure == Measure::Count {
            self.give_korean_noun(&mut quantity, first, next, tail);
        }
        Some(quantity)
    }

    /// What a counter measures here; `None` where it is another word.
    fn korean_measure(
        &self,
        at: usize,
        written: &Written<'_>,
        (name, measure): (&str, Measure),
        tail: &str,
        next: usize,
    ) -> Option<(Measure, f64)> {
        let before = self.before(at, 1);
        match name {
            "도" => {
                let is_weather =
                    ["영하", "영상", "기온", "섭씨", "최저", "최고"].iter().any(|word| before.starts_with(word));
                is_weather.then_some((measure, if before.starts_with("영하") { -1.0 } else { 1.0 }))
            }
            // 11 대 14: points of two sides.
            "대" if tail.is_empty() && leading_digits(self.normal(next)).is_some() => None,
            // An honorific for people.
            "분" if written.is_native => None,
            "대" if !written.is_native => {
                let value = written.number.value;
                let is_decade = value % 10.0 == 0.0 && (10.0..=90.0).contains(&value) && tail.is_empty();
                let is_of_person = is_korean_person(self.normal(next)) || self.normal(next + 1).starts_with('모');
                Some((if is_decade && is_of_person { Measure::Age } else { measure }, 1.0))
            }
            "번" if tail.starts_with('째') => Some((Measure::Ordinal, 1.0)),
            "일" if !written.is_native && !tail.starts_with('간') && !tail.starts_with('째') => {
                let next = self.normal(next);
                ["만", "동안", "넘", "이상"].iter().any(|mark| next.starts_with(mark)).then_some((measure, 1.0))
            }
            _ => Some((measure, 1.0)),
        }
    }

    fn korean_percent(&self, at: usize, written: &Written<'_>, next: usize) -> Quantity {
        let behind = self.normal(next);
        let points = self.gap(next) == "%" && (behind.starts_with("포인트") || behind.starts_with('p'));
        let measure = if points { Measure::Points } else { Measure::Share };
        let (hedge, first) = self.korean_hedge(at, if self.gap(next) == "%" { behind } else { "" }, next, Hedge::Plain);
        let reading = Reading::hedged(written.number.value, written.number.step, hedge);
        let mut quantity = Quantity::new(measure, reading, at..next + usize::from(points));
        quantity.span = self.bytes(first..next);
        quantity
    }

    /// 절반, 3분의 1.
    fn korean_share(&self, at: usize) -> Option<Quantity> {
        let word = self.normal(at);
        let (share, next) = if word.starts_with("절반") {
            (50.0, at + 1)
        } else {
            let (parts, rest) = leading_digits(word)?;
            if rest != "분의" || parts.value <= 0.0 {
                return None;
            }
            let (many, _) = leading_digits(self.normal(at + 1))?;
            (many.value * 100.0 / parts.value, at + 2)
        };
        let (hedge, first) = self.korean_hedge(at, "", next, Hedge::Plain);
        let mut quantity = Quantity::new(Measure::Share, Reading::hedged(share, 5.0, hedge), at..next);
        quantity.span = self.bytes(first..next);
        Some(quantity)
    }

    fn korean_number(&self, at: usize) -> Option<Written<'a>> {
        let word = self.normal(at);
        if let Some(lot) = word.strip_prefix('수') {
            let scale = match lot.chars().next()? {
                '십' => 10.0,
                '백' => 100.0,
                '천' => 1_000.0,
                '만' => 10_000.0,
                _ => return None,
            };
            let rest = lot.get('십'.len_utf8()..)?;
            if !rest.is_empty() && korean_unit(rest).is_none() {
                return None;
            }
            let number = Number { value: 2.0 * scale, step: scale };
            return Some(Written {
                number,
                lot: Some((2.0 * scale, 9.99 * scale)),
                next: at + 1,
                rest,
                is_native: true,
            });
        }
        if word == "몇" {
            let number = Number { value: 2.0, step: 1.0 };
            return Some(Written { number, lot: Some((2.0, 9.0)), next: at + 1, rest: "", is_native: true });
        }
        if let Some(value) = korean_native(word) {
            let is_counter = self.gap(at + 1) == " " && korean_unit(self.normal(at + 1)).is_some();
            let number = Number { value, step: 1.0 };
            return is_counter.then_some(Written { number, lot: None, next: at + 1, rest: "", is_native: true });
        }
        if matches!(word, "백여" | "천여" | "만여") {
            let (number, rest) = korean_digits(word)?;
            return Some(Written { number, lot: None, next: at + 1, rest, is_native: true });
        }
        if !word.starts_with(|first: char| first.is_ascii_digit()) {
            return None;
        }
        let (mut number, mut rest) = korean_digits(word)?;
        let mut next = at + 1;
        // 12만 3천, 8억 4천만.
        while rest.is_empty() && self.normal(next - 1).ends_with(['조', '억', '만', '천']) && self.gap(next) == " "
        {
            let Some((more, tail)) = korean_digits(self.normal(next)).filter(|(more, _)| more.value < number.step)
            else {
                break;
            };
            number = Number { value: number.value + more.value, step: more.step };
            rest = tail;
            next += 1;
        }
        Some(Written { number, lot: None, next, rest, is_native: false })
    }

    /// The hedge of the words around a figure, and the first of them.
    fn korean_hedge(&self, at: usize, tail: &str, next: usize, hedge: Hedge) -> (Hedge, usize) {
        let before = self.before(at, 1);
        let around = |mark: &str| tail.contains(mark) || self.normal(next).starts_with(mark);
        let behind = if around("이상") || around("넘") || self.normal(next).starts_with("초과") {
            Some(Hedge::Above)
        } else if around("미만")
            || around("이하")
            || self.normal(next).starts_with("못")
            || self.normal(next).starts_with("미치지")
        {
            Some(Hedge::Below)
        } else if ["가량", "정도", "쯤", "안팎", "내외"].iter().any(|mark| around(mark)) {
            Some(Hedge::About)
        } else if around("가까이") || around("육박") {
            Some(Hedge::Nearly)
        } else {
            None
        };
        let (leading, words) = match before {
            "약" | "대략" => (Some(Hedge::About), 1),
            "최소" | "적어도" => (Some(Hedge::Above), 1),
            "최대" => (Some(Hedge::UpTo), 1),
            "거의" => (Some(Hedge::Nearly), 1),
            _ => (None, 0),
        };
        let first = at - words;
        if hedge != Hedge::Plain {
            return (hedge, first);
        }
        (behind.or(leading).unwrap_or(Hedge::Plain), first)
    }

    /// The bytes of some words but for the particle that the last of them ends with.
    fn without_particle(&self, words: std::ops::Range<usize>, tail: &str) -> std::ops::Range<usize> {
        let is_hedge =
            ["여", "가량", "정도", "쯤", "안팎", "남짓", "째", "짜리"].iter().any(|mark| tail.starts_with(mark));
        let bytes = self.bytes(words.clone());
        let printed = self.original(words.end.saturating_sub(1));
        let cut = if is_hedge || !printed.ends_with(tail) { 0 } else { tail.len() };
        bytes.start..(bytes.end - cut).max(bytes.start)
    }

    /// Finds what is counted: 차량 열두 대, 피해자가 모두 241명, 3명의 직원.
    fn give_korean_noun(&self, quantity: &mut Quantity, first: usize, next: usize, tail: &str) {
        // 3명의 직원, but 업체 수십 곳의 일감.
        let is_led = first.checked_sub(1).is_some_and(|at| is_korean_group(self.normal(at)) && self.gap(first) == " ");
        if tail == "의" && self.gap(next) == " " && !is_led {
            quantity.noun = Some(stem(self.normal(next)).to_owned());
            quantity.span = self.bytes(first..next + 1);
            return;
        }
        for back in 1..=NOUN_WITHIN {
            let Some(at) = first.checked_sub(back) else { break };
            let word = self.normal(at);
            if !matches!(self.gap(at + 1), " " | ", ") || self.gap(at + 1) != " " && back == 1 {
                break;
            }
            let passes = [
                "모두",
                "총",
                "무려",
                "단",
                "각각",
                "또",
                "등",
                "전체",
                "가운데",
                "중",
                "여성",
                "남성",
                "일하던",
                "있던",
            ];
            if passes.contains(&word) {
                continue;
            }
            let noun = stem(word);
            // 바다에서, 항구로: where, not what.
            let particle = word.strip_prefix(noun).unwrap_or_default();
            if !matches!(
                particle,
                "" | "이" | "가" | "은" | "는" | "을" | "를" | "도" | "만" | "의" | "과" | "와" | "까지"
            ) {
                break;
            }
            // A verb, or an adverb: what comes before belongs to another clause.
            let endings = [
                "고",
                "며",
                "서",
                "던",
                "한",
                "된",
                "진",
                "린",
                "데",
                "지만",
                "쳐",
                "아",
                "어",
                "해",
                "나",
                "져",
                "니",
                "면",
                "자마자",
                "려고",
                "도록",
                "면서",
                "벌써",
                "하루",
                "절반인",
            ];
            if noun == word && endings.iter().any(|ending| word.ends_with(ending)) {
                break;
            }
            if noun.chars().next().is_none_or(|one| one.is_ascii_digit()) || !noun.contains(is_hangul) {
                break;
            }
            quantity.noun = Some(noun.to_owned());
            quantity.span = self.without_particle(at..quantity.words.end, tail);
            break;
        }
    }
}

/// Words that are counted as they stand, without a particle.
fn is_korean_group(word: &str) -> bool {
    is_korean_person(word)
        || ["업체", "회사", "가구", "학교", "병원", "가게", "농가", "공장"].iter().any(|group| word.ends_with(group))
}

fn is_korean_person(word: &str) -> bool {
    [
        "남성",
        "여성",
        "남자",
        "여자",
        "직원",
        "근로자",
        "노동자",
        "운전자",
        "학생",
        "주민",
        "작업자",
        "승객",
        "환자",
        "선원",
        "기사",
        "교사",
        "의사",
        "간호사",
        "공무원",
        "경찰",
        "소방관",
        "군인",
        "부부",
        "아들",
        "딸",
        "노인",
        "이주노동자",
        "청년",
        "피의자",
        "용의자",
        "회사원",
    ]
    .iter()
    .any(|person| word.starts_with(person))
}
