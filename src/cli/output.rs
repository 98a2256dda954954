//! Where a result goes: standard output, or a file that appears whole or not at all.

use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
#[cfg(any(feature = "fetch", feature = "parquet"))]
use std::io::IsTerminal;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use anstream::AutoStream;
use anyhow::{Context, bail};
use tempfile::NamedTempFile;

use super::interrupt;

const NO_STANDARD_OUTPUT: &str = "standard output cannot be written; see that there is room where it goes";

/// Writes a result to `target`: a file by way of a temporary one beside it, or standard output for `-` or none.
///
/// Styles are kept only where `colour` says so and the target is a terminal.
pub(crate) fn write(
    target: Option<&Path>,
    colour: anstream::ColorChoice,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    match target.filter(|path| path.as_os_str() != OsStr::new("-")) {
        None => {
            let mut out = BufWriter::new(AutoStream::new(io::stdout().lock(), colour));
            write(&mut out).and_then(|()| out.flush()).context(NO_STANDARD_OUTPUT)?;
        }
        Some(path) => write_file(path, true, write)?,
    }
    Ok(())
}

/// Writes a result that is no text as [`write`] does, byte by byte; not to a terminal, which it would confuse.
#[cfg(any(feature = "fetch", feature = "parquet"))]
pub(crate) fn write_bytes(
    target: Option<&Path>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    match target.filter(|path| path.as_os_str() != OsStr::new("-")) {
        None if io::stdout().is_terminal() => bail!("Parquet is not for a terminal; name a file with --output"),
        None => {
            let mut out = BufWriter::new(io::stdout().lock());
            write(&mut out).and_then(|()| out.flush()).context(NO_STANDARD_OUTPUT)?;
        }
        Some(path) => write_file(path, false, write)?,
    }
    Ok(())
}

/// Writes a file: text without its styles, or bytes.
fn write_file(path: &Path, is_text: bool, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    let failed = || format!("cannot write `{}`; see that its folder is there and can be written", path.display());
    // A link stands for the file that it leads to.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    match path.metadata() {
        Ok(metadata) if metadata.is_dir() => bail!("cannot write `{}`: it is a folder; name a file", path.display()),
        // A device or a pipe is written to, not replaced.
        Ok(metadata) if !metadata.is_file() => {
            let file = OpenOptions::new().write(true).open(&path).with_context(failed)?;
            let mut out = BufWriter::new(plain(file, is_text));
            write(&mut out).with_context(failed)?;
            return out.flush().with_context(failed);
        }
        _ => {}
    }
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let _writing = interrupt::Writing::begin();
    let file = NamedTempFile::new_in(folder).with_context(failed)?;
    let mut out = BufWriter::new(plain(file.as_file().try_clone().with_context(failed)?, is_text));
    write(&mut out).with_context(failed)?;
    out.flush().with_context(failed)?;
    drop(out);
    file.as_file().sync_all().with_context(failed)?;
    interrupt::check()?;
    make_readable(&file).with_context(failed)?;
    file.persist(&path).with_context(failed)?;
    Ok(())
}

fn plain(file: File, is_text: bool) -> Box<dyn Write> {
    if is_text { Box::new(anstream::StripStream::new(file)) } else { Box::new(file) }
}

/// A temporary file is for its owner's eyes only; a report is as readable as any file that its user makes.
#[cfg(unix)]
fn make_readable(file: &NamedTempFile) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_readable(_: &NamedTempFile) -> io::Result<()> {
    Ok(())
}

/// The ending of the file that is written to, in lower case; none for standard output, devices and files without one.
pub(crate) fn ending(target: Option<&Path>) -> Option<String> {
    target?.extension()?.to_str().map(str::to_lowercase)
}

/// Refuses an output that is an input, or that lies in a folder which is read: it would replace its own source, or be read
/// as one by the next run.
pub(crate) fn refuse_input<'a>(
    target: Option<&Path>,
    inputs: impl IntoIterator<Item = &'a Path>,
) -> anyhow::Result<()> {
    let Some(target) = target.filter(|path| path.as_os_str() != OsStr::new("-")) else { return Ok(()) };
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let place = target.canonicalize().or_else(|_| folder.canonicalize());
    for input in inputs {
        if let (Ok(place), Ok(input)) = (&place, input.canonicalize())
            && place.starts_with(&input)
        {
            bail!(
                "the output `{}` is also an input, or would be one of the next run; name a file outside the input with --output",
                target.display()
            );
        }
    }
    Ok(())
}
