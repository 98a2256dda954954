//! Pages of a column: unpacked here and not by the `parquet` crate, and weighed before that crate decodes them.
//!
//! Two reasons. A page says how large it is and how many values it holds, and whoever believes it makes room for what is
//! not there; room that cannot be had ends the program. Here a page may unpack to no more than what is left of the file's
//! [`Budget`], and may hold no more values than its bytes can. And gzip, zstd and LZ4 are unpacked by the same pure Rust
//! code that samestory has anyway, so no C compiler is needed.

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use flate2::read::MultiGzDecoder;
use parquet::basic::{Compression, Encoding, Type};
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::column::reader::{ColumnReader, get_column_reader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::serialized_reader::SerializedPageReader;
use parquet::schema::types::ColumnDescPtr;
use ruzstd::decoding::StreamingDecoder;

/// Most values of a page of one value a row. Writers end pages by bytes or rows; only a column of nothing but nulls comes
/// near.
const MOST_VALUES: u32 = 1 << 26;
/// Memory of one value of a list while its row is put together.
const LIST_VALUE: u64 = 40;

/// The bytes that all pages of a file may still unpack to.
#[derive(Debug)]
pub(crate) struct Budget {
    most: u64,
    left: AtomicU64,
}

impl Budget {
    pub(crate) fn new(most: u64) -> Arc<Self> {
        Arc::new(Self { most, left: AtomicU64::new(most) })
    }

    pub(crate) fn left(&self) -> u64 {
        self.left.load(Ordering::Relaxed)
    }

    pub(crate) fn spend(&self, bytes: u64) -> Result<()> {
        let spent = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(bytes));
        spent.map(|_| ()).map_err(|_| self.exhausted())
    }

    pub(crate) fn exhausted(&self) -> ParquetError {
        refused(format!("the file unpacks to more than {} bytes (raise the limit with --max-file-bytes)", self.most))
    }
}

pub(crate) fn refused(message: impl Into<String>) -> ParquetError {
    ParquetError::General(message.into())
}

/// A reader of one column of a row group.
pub(crate) fn column(
    file: &Arc<Bytes>,
    row_group: &RowGroupMetaData,
    index: usize,
    budget: &Arc<Budget>,
) -> Result<ColumnReader> {
    let chunk = row_group.columns().get(index).ok_or_else(|| refused("a column is missing"))?;
    if chunk.file_path().is_some() {
        return Err(refused("its columns are in another file"));
    }
    let compression = chunk.compression();
    if matches!(compression, Compression::LZO | Compression::BROTLI(_) | Compression::LZ4) {
        let name = format!("{compression:?}");
        let name = name.split('(').next().unwrap_or_default();
        return Err(refused(format!(
            "its columns are packed with {name}, which is not read: write it with zstd or snappy"
        )));
    }
    let descriptor = chunk.column_descr_ptr();
    let packed = chunk.clone().into_builder().set_compression(Compression::UNCOMPRESSED).build()?;
    let rows = usize::try_from(row_group.num_rows())?;
    let inner = SerializedPageReader::new(Arc::clone(file), &packed, rows, None)?;
    let pages = Pages { inner, compression, column: Arc::clone(&descriptor), budget: Arc::clone(budget) };
    Ok(get_column_reader(descriptor, Box::new(pages)))
}

/// Unpacks and weighs what `inner` gives as it stands in the file.
struct Pages {
    inner: SerializedPageReader<Bytes>,
    compression: Compression,
    column: ColumnDescPtr,
    budget: Arc<Budget>,
}

impl Pages {
    fn opened(&self, page: Page) -> Result<Page> {
        let (page, levels) = match page {
            Page::DictionaryPage { buf, num_values, encoding, is_sorted } => {
                let buf = self.unpacked(buf, 0, true)?;
                (Page::DictionaryPage { buf, num_values, encoding, is_sorted }, 0)
            }
            Page::DataPage { buf, num_values, encoding, def_level_encoding, rep_level_encoding, statistics } => {
                let buf = self.unpacked(buf, 0, true)?;
                let levels = self.levels(&buf, [rep_level_encoding, def_level_encoding])?;
                (
                    Page::DataPage { buf, num_values, encoding, def_level_encoding, rep_level_encoding, statistics },
                    levels,
                )
            }
            Page::DataPageV2 {
                buf,
                num_values,
                encoding,
                num_nulls,
                num_rows,
                def_levels_byte_len,
                rep_levels_byte_len,
                is_compressed,
                statistics,
            } => {
                let levels = def_levels_byte_len as usize + rep_levels_byte_len as usize;
                let buf = self.unpacked(buf, levels, is_compressed)?;
                let page = Page::DataPageV2 {
                    buf,
                    num_values,
                    encoding,
                    num_nulls,
                    num_rows,
                    def_levels_byte_len,
                    rep_levels_byte_len,
                    is_compressed: false,
                    statistics,
                };
                (page, levels)
            }
        };
        self.weigh(&page, levels)?;
        Ok(page)
    }

    /// Bytes of the levels at the start of a data page, which have their lengths before them.
    fn levels(&self, buf: &[u8], encodings: [Encoding; 2]) -> Result<usize> {
        let mut at = 0;
        for (most, encoding) in [self.column.max_rep_level(), self.column.max_def_level()].into_iter().zip(encodings) {
            if most == 0 {
                continue;
            }
            if encoding != Encoding::RLE {
                return Err(refused("its levels are written in a way that is given up and not read"));
            }
            let length = buf.get(at..at + 4).and_then(|length| length.try_into().ok()).map(u32::from_le_bytes);
            at += 4 + length.ok_or_else(|| refused("a page ends too early"))? as usize;
        }
        Ok(at)
    }

    /// The page without packing; `plain` bytes at its start are never packed.
    fn unpacked(&self, buf: Bytes, plain: usize, is_packed: bool) -> Result<Bytes> {
        if plain > buf.len() {
            return Err(refused("a page ends too early"));
        }
        if !is_packed || self.compression == Compression::UNCOMPRESSED || buf.len() == plain {
            self.budget.spend(buf.len() as u64)?;
            return Ok(buf);
        }
        let (head, packed) = buf.split_at(plain);
        let mut unpacked = head.to_vec();
        // A page is at most 2^31 bytes by its own header; less may be left of the file's share.
        let most = self.budget.left().min(i32::MAX as u64);
        unpack(self.compression, packed, most, &mut unpacked)?;
        if unpacked.len() as u64 > self.budget.left() {
            return Err(self.budget.exhausted());
        }
        self.budget.spend(unpacked.len() as u64)?;
        Ok(Bytes::from(unpacked))
    }

    /// Refuses a page that says it holds more than it can.
    fn weigh(&self, page: &Page, levels: usize) -> Result<()> {
        let (values, length) = (page.num_values(), page.buffer().len());
        let lies = || refused(format!("a page of {length} bytes says that it holds {values} values"));
        if page.is_dictionary_page() {
            let least = match self.column.physical_type() {
                Type::BOOLEAN | Type::FIXED_LEN_BYTE_ARRAY => 1,
                Type::INT32 | Type::FLOAT | Type::BYTE_ARRAY => 4,
                Type::INT64 | Type::DOUBLE => 8,
                Type::INT96 => 12,
            };
            return if values as usize > length / least { Err(lies()) } else { Ok(()) };
        }
        if self.column.max_rep_level() > 0 {
            // A list may go on from page to page, and all of it is in memory at once.
            self.budget.spend(LIST_VALUE * u64::from(values))?;
        }
        if values > MOST_VALUES {
            return Err(lies());
        }
        let is_fixed = self.column.physical_type() == Type::FIXED_LEN_BYTE_ARRAY;
        match page.encoding() {
            Encoding::DELTA_LENGTH_BYTE_ARRAY if !is_fixed => {
                let counted = delta_count(page.buffer().get(levels..).unwrap_or_default());
                if counted.is_none_or(|counted| counted > u64::from(values)) { Err(lies()) } else { Ok(()) }
            }
            // What it unpacks to is not known before it is unpacked: values share their beginnings.
            encoding @ (Encoding::DELTA_BYTE_ARRAY | Encoding::DELTA_LENGTH_BYTE_ARRAY) => Err(refused(format!(
                "it is encoded as {encoding}, which is not read: write it plain or with a dictionary"
            ))),
            _ => Ok(()),
        }
    }
}

/// How many lengths a block of `DELTA_BINARY_PACKED` says that it holds: its third number.
fn delta_count(mut block: &[u8]) -> Option<u64> {
    let mut number = || {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = block.split_first()?;
            block = rest;
            value |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    };
    number()?;
    number()?;
    number()
}

/// Unpacks `packed` behind what `unpacked` holds, to `most` bytes and one more, which tells that there are too many.
fn unpack(compression: Compression, packed: &[u8], most: u64, unpacked: &mut Vec<u8>) -> Result<()> {
    let most = most.saturating_add(1);
    match compression {
        Compression::GZIP(_) => MultiGzDecoder::new(packed).take(most).read_to_end(unpacked).map(|_| ())?,
        Compression::ZSTD(_) => {
            let decoder = StreamingDecoder::new(packed).map_err(|error| refused(error.to_string()))?;
            decoder.take(most).read_to_end(unpacked)?;
        }
        Compression::SNAPPY => {
            let broken = |error: snap::Error| refused(error.to_string());
            let length = snap::raw::decompress_len(packed).map_err(broken)?;
            // A copy of 64 bytes takes two.
            if length as u64 > most || length > packed.len().saturating_mul(64) {
                return Err(refused(format!("a page of {} bytes says that it unpacks to {length}", packed.len())));
            }
            let start = unpacked.len();
            unpacked.resize(start + length, 0);
            let room = unpacked.get_mut(start..).unwrap_or_default();
            snap::raw::Decoder::new().decompress(packed, room).map_err(broken)?;
        }
        Compression::LZ4_RAW => unpack_lz4(packed, most, unpacked)?,
        _ => return Err(refused("it is packed in a way that is not read")),
    }
    Ok(())
}

/// A block of LZ4 does not say its length: room is made in steps. A byte of it gives at most 255.
fn unpack_lz4(packed: &[u8], most: u64, unpacked: &mut Vec<u8>) -> Result<()> {
    let start = unpacked.len();
    let most = usize::try_from(most).unwrap_or(usize::MAX).min(packed.len().saturating_mul(255).saturating_add(64));
    let mut room = packed.len().saturating_mul(4).saturating_add(64).min(most);
    loop {
        unpacked.resize(start + room, 0);
        match lz4_flex::block::decompress_into(packed, unpacked.get_mut(start..).unwrap_or_default()) {
            Ok(length) => {
                unpacked.truncate(start + length);
                return Ok(());
            }
            Err(lz4_flex::block::DecompressError::OutputTooSmall { .. }) if room < most => {
                room = room.saturating_mul(4).min(most);
            }
            Err(error) => return Err(refused(error.to_string())),
        }
    }
}

impl Iterator for Pages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        self.inner.get_next_page()?.map(|page| self.opened(page)).transpose()
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.inner.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.inner.skip_next_page()
    }

    fn at_record_boundary(&mut self) -> Result<bool> {
        self.inner.at_record_boundary()
    }
}
