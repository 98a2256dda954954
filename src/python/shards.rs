//! The search for copies in shards, for engines that bring rows together: the functions of [`copies::shards`] over columns.

use std::sync::Arc;

use arrow_array::builder::{BinaryBuilder, FixedSizeBinaryBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, FixedSizeBinaryArray, Float64Array, Int32Array, Int64Array, RecordBatch, UInt32Array,
};
use arrow_pyarrow::{IntoPyArrow, ToPyArrow};
use arrow_schema::ArrowError;
use pyo3::prelude::*;
use rayon::prelude::*;

use super::columns::{Texts, array};
use super::copies::{copy_settings, grouping};
use super::errors::{SamestoryError, failed};
use crate::copies::CopySettings;
use crate::copies::containment::PROBES;
use crate::copies::shards::{self, ProbeRow, ShardText, Sketched};
use crate::copies::shingle::Shingler;

/// Bytes of a digest.
const DIGEST_BYTES: usize = size_of::<u128>();
/// Texts that a thread is handed together.
const TOGETHER: usize = 64;

/// How shards are to be compared; the same for all of a run.
#[pyclass(frozen, module = "samestory", skip_from_py_object)]
#[derive(Debug, Clone)]
pub(super) struct ShardSettings(CopySettings);

#[pymethods]
impl ShardSettings {
    #[new]
    #[pyo3(signature = (*, similarity=Some(0.7), containment=Some(0.8), recall=0.995, words=5, group="stars"))]
    fn new(
        similarity: Option<f64>,
        containment: Option<f64>,
        recall: f64,
        words: usize,
        group: &str,
    ) -> PyResult<Self> {
        let settings = copy_settings(similarity, containment, recall, words, grouping(group)?)?;
        Ok(Self(CopySettings { discounts_boilerplate: false, ..settings }))
    }

    /// Bands in which texts have keys; 0 if they are not looked for by similarity.
    #[getter]
    fn bands(&self) -> usize {
        self.0.sketching().bands.map_or(0, |bands| bands.bands())
    }

    /// Bands that must name a pair.
    #[getter]
    fn required(&self) -> usize {
        self.0.sketching().bands.map_or(0, |bands| bands.required())
    }

    /// Whether texts are looked for by containment.
    #[getter]
    fn has_probes(&self) -> bool {
        self.0.sketching().has_probes
    }
}

/// Sketches a column of texts: `digest`, `shingles`, `keys` and `probes`, the last two as bytes of little-endian numbers.
#[pyfunction]
pub(super) fn shard_sketch<'py>(
    py: Python<'py>,
    texts: Texts,
    settings: PyRef<'py, ShardSettings>,
) -> PyResult<Bound<'py, PyAny>> {
    let settings = settings.0.clone();
    let batch = py.detach(|| {
        let starts: Vec<usize> = (0..texts.len()).step_by(TOGETHER).collect();
        let of_some = |start: usize| {
            let some = start..(start + TOGETHER).min(texts.len());
            shards::sketch(some.map(|row| texts.get(row).unwrap_or_default()), &settings)
        };
        let sketched: Vec<Vec<Sketched>> = starts.into_par_iter().map(of_some).collect();
        let (mut digests, mut shingles) = (digest_builder(texts.len()), Vec::with_capacity(texts.len()));
        let (mut keys, mut probes) = (BinaryBuilder::new(), BinaryBuilder::new());
        for sketched in sketched.iter().flatten() {
            digests.append_value(sketched.digest.to_be_bytes())?;
            shingles.push(i64::from(sketched.shingles));
            keys.append_value(sketched.keys.iter().flat_map(|key| key.to_le_bytes()).collect::<Vec<u8>>());
            let bytes = |probes: [u64; PROBES]| probes.into_iter().flat_map(u64::to_le_bytes).collect::<Vec<u8>>();
            probes.append_option(sketched.probes.map(bytes));
        }
        let columns: [(&str, ArrayRef); 4] = [
            ("digest", Arc::new(digests.finish())),
            ("shingles", Arc::new(Int64Array::from(shingles))),
            ("keys", Arc::new(keys.finish())),
            ("probes", Arc::new(probes.finish())),
        ];
        RecordBatch::try_from_iter_with_nullable(columns.map(|(name, column)| (name, column, name == "probes")))
    });
    batch.map_err(failed)?.into_pyarrow(py)
}

/// The bucket of each key of some texts: `row` of the text, `band`, `key`.
#[pyfunction]
pub(super) fn shard_buckets<'py>(py: Python<'py>, keys: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let keys = array(keys)?;
    let keys = keys.as_binary_opt::<i32>().ok_or_else(|| wrong("keys", "binary"))?;
    let (mut rows, mut bands, mut of_band) = (Vec::new(), Vec::new(), Vec::new());
    for row in 0..keys.len() {
        for (band, key) in (0_i32..).zip(keys.value(row).as_chunks().0) {
            rows.push(index(row));
            bands.push(band);
            of_band.push(i32::from_le_bytes(*key));
        }
    }
    let columns: [(&str, ArrayRef); 3] = [
        ("row", Arc::new(UInt32Array::from(rows))),
        ("band", Arc::new(Int32Array::from(bands))),
        ("key", Arc::new(Int32Array::from(of_band))),
    ];
    RecordBatch::try_from_iter(columns).map_err(failed)?.into_pyarrow(py)
}

/// The pairs of whole buckets, as rows `first` and `second`, and the rows of oversized ones.
#[pyfunction]
pub(super) fn shard_pairs_in_buckets<'py>(
    py: Python<'py>,
    band: &Bound<'py, PyAny>,
    key: &Bound<'py, PyAny>,
) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
    let (band, key) = (array(band)?, array(key)?);
    let band = band.as_primitive_opt::<Int32Type>().ok_or_else(|| wrong("band", "int32"))?;
    let key = key.as_primitive_opt::<Int32Type>().ok_or_else(|| wrong("key", "int32"))?;
    check_rows([("band", band.len()), ("key", key.len())])?;
    let rows: Vec<(u32, u32)> =
        band.values().iter().zip(key.values()).map(|(band, key)| (band.cast_unsigned(), key.cast_unsigned())).collect();
    let named = py.detach(|| shards::pairs_in_buckets(&rows));
    let oversized = UInt32Array::from(named.oversized).to_data().to_pyarrow(py)?;
    Ok((pairs(py, &named.pairs)?, oversized))
}

/// The pairs of one oversized bucket of a band, as rows `first` and `second`.
#[pyfunction]
pub(super) fn shard_pairs_in_oversized_bucket<'py>(
    py: Python<'py>,
    band: usize,
    digests: &Bound<'py, PyAny>,
    shingles: &Bound<'py, PyAny>,
    keys: &Bound<'py, PyAny>,
    settings: PyRef<'py, ShardSettings>,
) -> PyResult<Bound<'py, PyAny>> {
    let (digests, shingles, keys) = (Digests::of(digests)?, counts("shingles", shingles)?, array(keys)?);
    let keys = keys.as_binary_opt::<i32>().ok_or_else(|| wrong("keys", "binary"))?;
    check_rows([("digest", digests.0.len()), ("shingles", shingles.len()), ("keys", keys.len())])?;
    let member = |row: usize| Sketched {
        digest: digests.get(row),
        shingles: shingles[row],
        keys: keys.value(row).as_chunks().0.iter().map(|key| u32::from_le_bytes(*key)).collect(),
        probes: None,
    };
    let members: Vec<Sketched> = (0..shingles.len()).map(member).collect();
    let settings = &settings.0;
    let found = py.detach(|| shards::pairs_in_oversized_bucket(band, &members, settings));
    pairs(py, &found)
}

/// Probes of all texts, by which shingles are let through that may be one.
#[pyclass(module = "samestory", skip_from_py_object)]
#[derive(Debug)]
pub(super) struct ProbeFilter(shards::ProbeFilter);

#[pymethods]
impl ProbeFilter {
    /// A filter for so many texts with probes.
    #[new]
    fn new(texts: usize) -> PyResult<Self> {
        /// Their filter takes 64 to 128 GiB.
        const MOST_TEXTS: usize = 1 << 33;
        if texts > MOST_TEXTS {
            let message = format!("a filter for {texts} texts would not fit into memory; leave containment out");
            return Err(SamestoryError::new_err(message));
        }
        Ok(Self(shards::ProbeFilter::for_texts(texts)))
    }

    #[staticmethod]
    fn from_bytes(bytes: &[u8]) -> PyResult<Self> {
        let filter = shards::ProbeFilter::from_bytes(bytes);
        filter.map(Self).ok_or_else(|| SamestoryError::new_err("these bytes are of no filter"))
    }

    fn to_bytes(&self) -> Vec<u8> {
        self.0.to_bytes()
    }

    /// Adds a column of probes.
    fn add(&mut self, probes: &Bound<'_, PyAny>) -> PyResult<()> {
        let probes = array(probes)?;
        let probes = probes.as_binary_opt::<i32>().ok_or_else(|| wrong("probes", "binary"))?;
        for of_text in probes.iter().flatten() {
            of_text.as_chunks().0.iter().for_each(|hash| self.0.add(u64::from_le_bytes(*hash)));
        }
        Ok(())
    }

    /// Adds what another filter for as many texts holds.
    fn add_all(&mut self, other: PyRef<'_, Self>) -> PyResult<()> {
        if self.0.add_all(&other.0) {
            Ok(())
        } else {
            Err(SamestoryError::new_err("the filters are for other numbers of texts"))
        }
    }

    /// The probes of some texts and the shingles that may be probes of others: `row` of the text, `hash`, `is_probe`.
    fn rows<'py>(
        &self,
        py: Python<'py>,
        texts: Texts,
        probes: &Bound<'py, PyAny>,
        words: usize,
    ) -> PyResult<Bound<'py, PyAny>> {
        let probes = array(probes)?;
        let probes = probes.as_binary_opt::<i32>().ok_or_else(|| wrong("probes", "binary"))?;
        if probes.len() != texts.len() {
            return Err(SamestoryError::new_err("there are not as many probes as texts"));
        }
        let columns = py.detach(|| {
            let of_text = |shingler: &mut Shingler, row: usize| {
                let held = self.0.held_by(shingler, texts.get(row).unwrap_or_default());
                let mut rows: Vec<(u32, i64, bool)> =
                    held.into_iter().map(|hash| (index(row), hash.cast_signed(), false)).collect();
                if probes.is_valid(row) {
                    let own = probes.value(row).as_chunks().0.iter().map(|hash| i64::from_le_bytes(*hash));
                    rows.extend(own.map(|hash| (index(row), hash, true)));
                }
                rows
            };
            let texts = (0..texts.len()).into_par_iter().with_min_len(TOGETHER);
            let rows: Vec<Vec<(u32, i64, bool)>> = texts.map_init(|| Shingler::new(words), of_text).collect();
            let all = || rows.iter().flatten();
            let columns: [(&str, ArrayRef); 3] = [
                ("row", Arc::new(all().map(|row| row.0).collect::<UInt32Array>())),
                ("hash", Arc::new(all().map(|row| row.1).collect::<Int64Array>())),
                ("is_probe", Arc::new(BooleanArray::from(all().map(|row| row.2).collect::<Vec<bool>>()))),
            ];
            columns
        });
        RecordBatch::try_from_iter(columns).map_err(failed)?.into_pyarrow(py)
    }
}

/// Who holds whose probes, given all rows of some hashes: rows `first` of the owner and `second` of the holder, and the rows
/// of owners of probes that have too many holders.
#[pyfunction]
pub(super) fn shard_name_holders<'py>(
    py: Python<'py>,
    hashes: &Bound<'py, PyAny>,
    is_probe: &Bound<'py, PyAny>,
    digests: &Bound<'py, PyAny>,
    shingles: &Bound<'py, PyAny>,
) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
    let (hashes, is_probe) = (array(hashes)?, array(is_probe)?);
    let hashes = hashes.as_primitive_opt::<Int64Type>().ok_or_else(|| wrong("hash", "int64"))?;
    let is_probe = is_probe.as_boolean_opt().ok_or_else(|| wrong("is_probe", "bool"))?;
    let (digests, shingles) = (Digests::of(digests)?, counts("shingles", shingles)?);
    check_rows([
        ("hash", hashes.len()),
        ("is_probe", is_probe.len()),
        ("digest", digests.0.len()),
        ("shingles", shingles.len()),
    ])?;
    let row = |row: usize| ProbeRow {
        hash: hashes.value(row).cast_unsigned(),
        is_probe: is_probe.value(row),
        digest: digests.get(row),
        shingles: shingles[row],
    };
    let rows: Vec<ProbeRow> = (0..shingles.len()).map(row).collect();
    let namings = py.detach(|| shards::name_holders(&rows));
    let hidden = UInt32Array::from(namings.hidden).to_data().to_pyarrow(py)?;
    Ok((pairs(py, &namings.named)?, hidden))
}

/// Whether texts that were named to an owner so many times are candidates.
#[pyfunction]
pub(super) fn shard_is_contained<'py>(
    py: Python<'py>,
    named: &Bound<'py, PyAny>,
    hidden: &Bound<'py, PyAny>,
    settings: PyRef<'py, ShardSettings>,
) -> PyResult<Bound<'py, PyAny>> {
    let (named, hidden) = (counts("named", named)?, counts("hidden", hidden)?);
    check_rows([("named", named.len()), ("hidden", hidden.len())])?;
    let is_contained =
        |(&named, &hidden): (&u32, &u32)| shards::is_contained(named as usize, hidden as usize, &settings.0);
    let found: Vec<bool> = named.iter().zip(&hidden).map(is_contained).collect();
    BooleanArray::from(found).to_data().to_pyarrow(py)
}

/// Verifies and groups the texts of some components, given by columns, with candidates by row. Pairs as a record batch:
/// rows `first` and `second`, `jaccard`, `first_in_second`, `second_in_first`. Groups as a column: for each row the row that
/// its group is known by.
#[pyfunction]
pub(super) fn shard_compare<'py>(
    py: Python<'py>,
    texts: Texts,
    digests: &Bound<'py, PyAny>,
    shingles: &Bound<'py, PyAny>,
    equals: &Bound<'py, PyAny>,
    candidates: Vec<(u32, u32)>,
    settings: PyRef<'py, ShardSettings>,
) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
    let digests = Digests::of(digests)?;
    let (shingles, equals) = (counts("shingles", shingles)?, counts("equals", equals)?);
    check_rows([
        ("text", texts.len()),
        ("digest", digests.0.len()),
        ("shingles", shingles.len()),
        ("equals", equals.len()),
    ])?;
    if let Some((one, other)) = candidates.iter().find(|(one, other)| (*one).max(*other) as usize >= texts.len()) {
        let message = format!("the candidate of rows {one} and {other} is of none of the {} texts", texts.len());
        return Err(SamestoryError::new_err(message));
    }
    let settings = &settings.0;
    let copies = py.detach(|| {
        let text = |row: usize| ShardText {
            text: texts.get(row).unwrap_or_default(),
            digest: digests.get(row),
            shingles: shingles[row],
            equals: equals[row] as usize,
        };
        shards::compare(&(0..texts.len()).map(text).collect::<Vec<_>>(), &candidates, settings)
    });
    let mut groups: Vec<u32> = (0..).take(texts.len()).collect();
    for group in &copies.groups {
        for &row in group {
            groups[row as usize] = group[0];
        }
    }
    let share = |share: fn(&shards::ShardPair) -> f64| -> ArrayRef {
        Arc::new(copies.pairs.iter().map(share).collect::<Float64Array>())
    };
    let columns: [(&str, ArrayRef); 5] = [
        ("first", Arc::new(copies.pairs.iter().map(|pair| pair.longer).collect::<UInt32Array>())),
        ("second", Arc::new(copies.pairs.iter().map(|pair| pair.shorter).collect::<UInt32Array>())),
        ("jaccard", share(|pair| pair.jaccard)),
        ("first_in_second", share(|pair| pair.longer_in_shorter)),
        ("second_in_first", share(|pair| pair.shorter_in_longer)),
    ];
    let found = RecordBatch::try_from_iter(columns).map_err(failed)?.into_pyarrow(py)?;
    Ok((found, UInt32Array::from(groups).to_data().to_pyarrow(py)?))
}

/// A column of digests.
struct Digests(FixedSizeBinaryArray);

impl Digests {
    /// Of fixed size, or as an engine without such a type has them.
    fn of(column: &Bound<'_, PyAny>) -> PyResult<Self> {
        let column = array(column)?;
        if let Some(digests) = column.as_fixed_size_binary_opt()
            && digests.value_length() == 16
        {
            return Ok(Self(digests.clone()));
        }
        let binary = column.as_binary_opt::<i32>().ok_or_else(|| wrong("digest", "binary of 16 bytes"))?;
        let mut digests = digest_builder(binary.len());
        for digest in binary {
            digests.append_value(digest.unwrap_or_default()).map_err(|_| wrong("digest", "binary of 16 bytes"))?;
        }
        Ok(Self(digests.finish()))
    }

    /// Bytes are in the order that numbers are, so that engines sort digests as samestory does.
    fn get(&self, row: usize) -> u128 {
        let bytes = self.0.value(row).as_chunks::<DIGEST_BYTES>().0;
        bytes.first().map_or(0, |bytes| u128::from_be_bytes(*bytes))
    }
}

fn digest_builder(rows: usize) -> FixedSizeBinaryBuilder {
    FixedSizeBinaryBuilder::with_capacity(rows, i32::try_from(DIGEST_BYTES).unwrap_or(16))
}

/// A column of counts; what is more than 32 bits hold is as many.
fn counts(name: &str, column: &Bound<'_, PyAny>) -> PyResult<Vec<u32>> {
    let column = array(column)?;
    let counts = column.as_primitive_opt::<Int64Type>().ok_or_else(|| wrong(name, "int64"))?;
    Ok(counts.values().iter().map(|&count| u32::try_from(count.max(0)).unwrap_or(u32::MAX)).collect())
}

/// Pairs of rows as a record batch.
fn pairs<'py>(py: Python<'py>, pairs: &[(u32, u32)]) -> PyResult<Bound<'py, PyAny>> {
    let end = |end: fn(&(u32, u32)) -> u32| -> ArrayRef { Arc::new(pairs.iter().map(end).collect::<UInt32Array>()) };
    let columns = [("first", end(|pair| pair.0)), ("second", end(|pair| pair.1))];
    let batch: Result<RecordBatch, ArrowError> = RecordBatch::try_from_iter(columns);
    batch.map_err(failed)?.into_pyarrow(py)
}

/// Refuses columns of one table that have not the same rows.
fn check_rows<const N: usize>(columns: [(&str, usize); N]) -> PyResult<()> {
    match columns.windows(2).find(|pair| pair[0].1 != pair[1].1) {
        None => Ok(()),
        Some(pair) => {
            let [(one, rows), (other, others)] = [pair[0], pair[1]];
            let message =
                format!("the column `{one}` has {rows} rows and `{other}` has {others}; give columns of one table");
            Err(SamestoryError::new_err(message))
        }
    }
}

fn index(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}

fn wrong(name: &str, wanted: &str) -> PyErr {
    SamestoryError::new_err(format!("the column `{name}` is not of {wanted}"))
}
