//! Precision: which values the words around a figure leave open.
//!
//! A reading keeps two intervals. Values in the *likely* one are what such words are used for, so that a value in it is
//! the finer figure of the same thing; values outside the *possible* one contradict them. In between nothing is said.

/// What a figure may stand for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// The value as written, in base units; the lower end of a range.
    pub value: f64,
    /// What the words are used for.
    pub likely: (f64, f64),
    /// What they leave possible.
    pub possible: (f64, f64),
    /// The unit of the last digit that is written, zeros at the end aside: 100 in `1,300`.
    pub step: f64,
}

/// Words that say how exact a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Hedge {
    /// None of them.
    #[default]
    Plain,
    /// `about`, `some`, 약, 가량.
    About,
    /// `more than`, `over`, `at least`, 이상, 넘는.
    Above,
    /// 여, 남짓: above, within the digit that is written.
    JustAbove,
    /// `less than`, `under`, 미만, 이하.
    Below,
    /// `up to`, `as many as`, 최대: a limit.
    UpTo,
    /// `nearly`, `almost`, 가까이.
    Nearly,
}

/// How far off `about` may be, and how far above `more than`, as shares of the value.
const ABOUT: f64 = 0.1;
const ABOVE: f64 = 0.35;
/// Beyond which the word would be wrong.
const FAR_OFF: f64 = 0.35;

impl Reading {
    /// An interval that is exactly what is said: a year, a decade of life, `5 to 7`.
    #[must_use]
    pub fn interval(low: f64, high: f64) -> Self {
        Self { value: low, likely: (low, high), possible: (low, high), step: 1.0 }
    }

    pub(super) fn with_step(self, step: f64) -> Self {
        Self { step, ..self }
    }

    pub(super) fn hedged(value: f64, step: f64, hedge: Hedge) -> Self {
        let size = value.abs();
        let (likely, possible) = match hedge {
            Hedge::Plain => ((value, value), (value, value)),
            Hedge::About => {
                // `About 420,000` is not 448,000: who rounds keeps to the digit that is written, or to its half ten.
                let written = if ((size / step).round() % 10.0 - 5.0).abs() < 0.5 { 5.0 * step } else { step };
                let about = (size * ABOUT).min(written).max(step.min(size) * 0.3);
                ((value - about, value + about), (value - size * FAR_OFF, value + size * FAR_OFF))
            }
            Hedge::Above => ((value, value + (size * ABOVE).max(step)), (value, f64::INFINITY)),
            Hedge::JustAbove => ((value, value + step), (value, value + 2.0 * step)),
            Hedge::Below => {
                let below = (size * ABOVE).max(step.min(size) * 0.5);
                ((value - below, value), (f64::NEG_INFINITY, value))
            }
            Hedge::UpTo => ((value - size * ABOUT, value), (f64::NEG_INFINITY, value)),
            Hedge::Nearly => {
                let least = (size * ABOUT).max(step * 0.3);
                ((value - least, value), (value - size * FAR_OFF, value))
            }
        };
        Self { value, likely, possible, step }
    }

    /// Whether one value is stated.
    #[must_use]
    pub fn is_point(&self) -> bool {
        self.likely.0 >= self.likely.1
    }
}
