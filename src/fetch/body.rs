//! Reading an answer's body: unpacked, and never more than is allowed.

use std::fmt::Write as _;
use std::io::{self, Read};

use brotli_decompressor::{BrotliDecoderParameter, Decompressor};
use flate2::read::MultiGzDecoder;

/// Why a body could not be read.
#[derive(Debug)]
pub(super) enum BodyError {
    /// It is larger than allowed, on the wire or unpacked.
    TooLarge,
    /// It is packed in a way that was not asked for.
    Encoding(String),
    /// It is not what its packing says, in words.
    Packing(&'static str, String),
    /// The connection failed.
    Connection(ureq::Error),
}

/// All bytes of a body that is packed as `encoding` says, at most `most`, before and after unpacking.
pub(super) fn read(body: impl Read, encoding: Option<&str>, most: u64) -> Result<Vec<u8>, BodyError> {
    let mut wire = Counted { inner: body, left: most, failure: None };
    let encoding = encoding.unwrap_or_default().to_ascii_lowercase();
    let (name, read) = match encoding.as_str() {
        "" | "identity" => ("", limited(&mut wire, most)),
        "gzip" | "x-gzip" => ("gzip", limited(MultiGzDecoder::new(&mut wire), most)),
        "br" => {
            let mut decoder = Decompressor::new(&mut wire, 8 << 10);
            // Windows of a gigabyte are no part of what HTTP calls `br` (RFC 7932).
            decoder.set_parameter(BrotliDecoderParameter::BROTLI_DECODER_PARAM_LARGE_WINDOW, 0);
            ("brotli", limited(decoder, most))
        }
        _ => {
            let mut shown = String::new();
            let _ = write!(shown, "{encoding:.40}");
            return Err(BodyError::Encoding(shown));
        }
    };
    // What went wrong below the unpacking is the cause of what went wrong in it.
    match (wire.failure, read) {
        (Some(failure), _) => Err(failure),
        (None, Ok(Some(bytes))) => Ok(bytes),
        (None, Ok(None)) => Err(BodyError::TooLarge),
        (None, Err(error)) if name.is_empty() => Err(BodyError::Connection(error.into())),
        (None, Err(error)) if error.kind() == io::ErrorKind::UnexpectedEof => {
            Err(BodyError::Packing(name, "it ends in the middle".to_owned()))
        }
        (None, Err(error)) => Err(BodyError::Packing(name, error.to_string())),
    }
}

/// All bytes; `None` if there are more than `most`.
fn limited(reader: impl Read, most: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let read = reader.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok((read as u64 <= most).then_some(bytes))
}

/// Counts what passes, and keeps what goes wrong, which decoders pass on in their own words.
struct Counted<R> {
    inner: R,
    left: u64,
    failure: Option<BodyError>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.inner.read(buffer) {
            Ok(read) if read as u64 > self.left => {
                self.failure = Some(BodyError::TooLarge);
                Err(io::Error::other("too large"))
            }
            Ok(read) => {
                self.left -= read as u64;
                Ok(read)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) => {
                self.failure = Some(BodyError::Connection(error.into()));
                Err(io::Error::other("the connection failed"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn bodies_are_unpacked() {
        for (bytes, encoding) in [
            (b"a feed".to_vec(), None),
            (b"a feed".to_vec(), Some("identity")),
            (gzip(b"a feed"), Some("GZIP")),
            ([gzip(b"a "), gzip(b"feed")].concat(), Some("x-gzip")),
            // A head (window of 16 bits, a block of six bytes as they are), the text, an empty last block.
            (b"\x50\x00\x10a feed\x03".to_vec(), Some("br")),
        ] {
            assert_eq!(read(bytes.as_slice(), encoding, 60).unwrap(), b"a feed", "{encoding:?}");
        }
    }

    #[test]
    fn too_much_is_refused_before_and_after_unpacking() {
        assert!(matches!(read(&b"a feed"[..], None, 5), Err(BodyError::TooLarge)));
        assert!(matches!(read(gzip(b"a feed").as_slice(), Some("gzip"), 25), Err(BodyError::TooLarge)));
        let bomb = gzip(&vec![b' '; 20 << 20]);
        assert!(bomb.len() < 30_000);
        assert!(matches!(read(bomb.as_slice(), Some("gzip"), 1 << 20), Err(BodyError::TooLarge)));
        assert!(matches!(read(io::repeat(b'x'), None, 1 << 20), Err(BodyError::TooLarge)));
    }

    #[test]
    fn broken_packing_is_told() {
        let packed = gzip(b"a feed of some length");
        let cut = &packed[..packed.len() - 9];
        assert!(matches!(read(cut, Some("gzip"), 100), Err(BodyError::Packing("gzip", _))));
        assert!(matches!(read(&b"a feed"[..], Some("gzip"), 100), Err(BodyError::Packing("gzip", _))));
        assert!(matches!(read(&b"\x50\x00\x10a fe"[..], Some("br"), 100), Err(BodyError::Packing("brotli", _))));
        assert!(matches!(read(&b"\xff\xff\xff"[..], Some("br"), 100), Err(BodyError::Packing("brotli", _))));
        assert!(matches!(read(&b""[..], Some("gzip, br"), 100), Err(BodyError::Encoding(_))));
    }

    #[test]
    fn a_window_of_a_gigabyte_is_no_brotli() {
        // A head that asks for a window of 30 bits.
        assert!(matches!(
            read(&b"\x11\x1e\x00\x00\x00\x00\x03"[..], Some("br"), 100),
            Err(BodyError::Packing("brotli", _))
        ));
    }

    #[test]
    fn a_failing_connection_is_not_taken_for_broken_packing() {
        struct Failing;
        impl Read for Failing {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::from(io::ErrorKind::ConnectionReset))
            }
        }
        for encoding in ["", "gzip", "br"] {
            assert!(matches!(read(Failing, Some(encoding), 9), Err(BodyError::Connection(_))), "{encoding}");
        }
    }
}
