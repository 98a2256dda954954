//! How far estimates of signatures are off, beside theory, for sets of 1 to 5,000 shingles: a table.
//!
//! `cargo bench --bench estimates`

#![allow(clippy::print_stdout, reason = "the table is the result")]

use samestory::copies::signature::{SLOTS, Signature};

/// Set sizes, and how many pairs of each are drawn.
const SIZES: [(usize, u64); 12] = [
    (1, 2000),
    (2, 2000),
    (5, 2000),
    (10, 2000),
    (20, 2000),
    (50, 2000),
    (100, 2000),
    (200, 2000),
    (500, 2000),
    (1000, 1000),
    (2000, 1000),
    (5000, 500),
];

const SIMILARITIES: [f64; 4] = [0.2, 0.5, 0.7, 0.9];

/// `SplitMix64` (Steele, Lea, Flood 2014), finalised.
fn mix(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// The bias and the root mean square error of estimates for two sets of `size` whose similarity is the nearest to
/// `similarity` that there is, and the error that theory gives `SLOTS` independent slots.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count below twice the size")]
fn measured(size: usize, similarity: f64, trials: u64) -> (f64, f64, f64) {
    let shared = (2.0 * size as f64 * similarity / (1.0 + similarity)).round() as usize;
    let truth = shared as f64 / (2 * size - shared) as f64;
    let (mut sum, mut squares) = (0.0, 0.0);
    for trial in 0..trials {
        let pool: Vec<u64> = (0..(2 * size - shared) as u64).map(|number| mix(mix(trial) ^ number)).collect();
        let signatures = Signature::of(&pool[..size]).zip(Signature::of(&pool[size - shared..]));
        let error = signatures.map_or(0.0, |(one, other)| one.estimate(&other)) - truth;
        sum += error;
        squares += error * error;
    }
    let theory = (truth * (1.0 - truth) / SLOTS as f64).sqrt();
    (sum / trials as f64, (squares / trials as f64).sqrt(), theory)
}

fn main() {
    println!(
        "| shingles | {} |",
        SIMILARITIES.map(|similarity| format!("J {similarity}: error / theory, bias")).join(" | ")
    );
    println!("| --: | {} |", SIMILARITIES.map(|_| "--:").join(" | "));
    for (size, trials) in SIZES {
        let cells = SIMILARITIES.map(|similarity| {
            let (bias, error, theory) = measured(size, similarity, trials);
            if theory == 0.0 { "equal or disjoint".to_owned() } else { format!("{error:.4} / {theory:.4}, {bias:+.4}") }
        });
        println!("| {size} | {} |", cells.join(" | "));
    }
}
