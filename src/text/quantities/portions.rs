//! Shares told as some of a small lot: `one in three`, `six out of ten`, 셋 중 하나, 열 명 중 여섯 명.

use super::number::{english_word, korean_native, leading_digits};
use super::precision::Reading;
use super::scan::Scan;
use super::units::korean_unit;
use super::{Measure, Quantity};

/// Lots that stand for all of something; others are counted lots of their own.
const LOTS: [f64; 8] = [2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 100.0];

/// What such a share is rounded to, as that of a half or a third.
const STEP: f64 = 5.0;

impl Scan<'_> {
    /// `one in three`, `six out of ten`.
    pub(super) fn portion(&self, at: usize) -> Option<Quantity> {
        let small = |at: usize| {
            let digits = || leading_digits(self.normal(at)).filter(|(_, rest)| rest.is_empty()).map(|(it, _)| it.value);
            english_word(self.normal(at)).or_else(digits)
        };
        let few = small(at)?;
        let lot_at = match (self.normal(at + 1), self.normal(at + 2)) {
            ("out", "of") => at + 3,
            ("in", _) => at + 2,
            _ => return None,
        };
        let end = lot_at + 1;
        let share = share_of(few, small(lot_at)?)?;
        let is_phrase = (at + 1..end).all(|word| self.gap(word) == " ");
        // `two in three days`, `one in 10 percent`, `one in two and a half`.
        let is_other =
            self.unit_at(end).is_some() || self.gap(end).starts_with(['%', '-', ':']) || self.normal(end) == "percent";
        if !is_phrase || is_other {
            return None;
        }
        let (hedge, first) = self.hedge_before(at);
        let mut quantity = Quantity::new(Measure::Share, Reading::hedged(share, STEP, hedge), at..end);
        quantity.span = self.bytes(first..end);
        Some(quantity)
    }

    /// 셋 중 하나, 열 명 중 여섯 명, 3곳 가운데 1곳.
    pub(super) fn korean_portion(&self, at: usize) -> Option<Quantity> {
        let (lot, next) = self.korean_few(at)?;
        if !matches!(self.normal(next), "중" | "중에" | "중에서" | "가운데") || self.gap(next) != " " {
            return None;
        }
        let (few, end) = self.korean_few(next + 1)?;
        let share = share_of(few, lot)?;
        // 세 명 중 두 명이 숨졌습니다: these are counted.
        let tolls = ["숨", "사망", "다쳤", "다친", "다쳐", "부상", "중상", "실종", "구조", "체포", "구속"];
        if (end..end + 3).any(|word| tolls.iter().any(|toll| self.normal(word).starts_with(toll))) {
            return None;
        }
        Some(Quantity {
            span: self.bytes(at..end),
            ..Quantity::new(Measure::Share, Reading::interval(share, share).with_step(STEP), at..end)
        })
    }

    /// A small number with its counter, if it has one, and the word behind both.
    fn korean_few(&self, at: usize) -> Option<(f64, usize)> {
        let word = self.normal(at);
        if let Some((number, rest)) = leading_digits(word) {
            let (_, (measure, _), _) = korean_unit(rest)?;
            return (measure == Measure::Count).then_some((number.value, at + 1));
        }
        let is_counted =
            self.gap(at + 1) == " " && korean_unit(self.normal(at + 1)).is_some_and(|it| it.1.0 == Measure::Count);
        if let Some(value) = korean_native(word).filter(|_| is_counted) {
            return Some((value, at + 2));
        }
        // 하나는, 둘이: words for themselves.
        let bare = ["은", "는", "이", "가", "을", "를", "꼴로", "꼴"]
            .iter()
            .find_map(|particle| word.strip_suffix(particle))
            .unwrap_or(word);
        let is_noun = bare.ends_with(['나', '둘', '셋', '넷', '열']) || bare.chars().count() == 2;
        korean_native(bare).filter(|_| is_noun).map(|value| (value, at + 1))
    }
}

/// The share that some of a lot are, if it is told of all.
fn share_of(few: f64, lot: f64) -> Option<f64> {
    (LOTS.contains(&lot) && few >= 1.0 && few < lot && few.fract() == 0.0).then(|| few * 100.0 / lot)
}

#[cfg(test)]
mod tests {
    use crate::text::quantities::{Measure, stated};

    #[test]
    fn some_of_a_small_lot_are_a_share() {
        for (text, share, piece) in [
            ("One in four bakers struck.", 25.0, "One in four"),
            ("Nearly six out of ten bakers struck.", 60.0, "Nearly six out of ten"),
            ("가게 셋 중 하나는 닫았습니다.", 100.0 / 3.0, "셋 중 하나는"),
            ("열 명 중 여섯 명이 찬성했습니다.", 60.0, "열 명 중 여섯 명이"),
            ("가게 10곳 가운데 3곳이 닫았습니다.", 30.0, "10곳 가운데 3곳이"),
        ] {
            let found = stated(text, None).quantities;
            let quantity = found.iter().find(|it| it.measure == Measure::Share).unwrap_or_else(|| panic!("{text}"));
            assert!((quantity.reading.value - share).abs() < 1e-9, "{text}: {quantity:?}");
            assert_eq!(&text[quantity.span.clone()], piece);
        }
    }

    #[test]
    fn counts_and_spans_of_time_are_no_shares() {
        for text in [
            "They met two in three days.",
            "Seven in 2019 were lost.",
            "열 명 중 여섯 명이 숨졌습니다.",
            "세 명 중 네 명.",
            "하나 중",
        ] {
            assert!(stated(text, None).quantities.iter().all(|it| it.measure != Measure::Share), "{text}");
        }
    }
}
