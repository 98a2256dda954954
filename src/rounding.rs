//! Numbers as reports give them: four places, so that the last bits of floating point are nobody's contract.

use serde::Serializer;

/// The number nearest to `value` with four decimal places.
#[must_use]
pub fn rounded(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

/// For `#[serde(serialize_with)]`.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands fields over by reference")]
pub(crate) fn four_places<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(rounded(*value))
}

/// For `#[serde(serialize_with)]` on an optional number.
#[expect(clippy::ref_option, reason = "serde hands fields over by reference")]
pub(crate) fn four_places_if_known<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => four_places(value, serializer),
        None => serializer.serialize_none(),
    }
}

/// For `#[serde(serialize_with)]` on figures that are compared with those of other programs: nine places.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands fields over by reference")]
pub(crate) fn nine_places<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((value * 1e9).round() / 1e9)
}
