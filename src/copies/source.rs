//! Where texts are had from, whenever they are looked at.

use std::io;

use super::CopyText;

/// Texts that can be read by number, any number of times and by several threads; always the same ones.
///
/// Texts are read once to be sketched and once more if they are compared, so that they need not be kept in memory.
pub trait Texts: Sync {
    /// Calls `read` with a text.
    ///
    /// # Errors
    ///
    /// If the text cannot be had any more.
    fn read(&self, text: usize, read: &mut dyn FnMut(&str)) -> io::Result<()>;
}

impl Texts for &[CopyText<'_>] {
    fn read(&self, text: usize, read: &mut dyn FnMut(&str)) -> io::Result<()> {
        read(self[text].text);
        Ok(())
    }
}

impl Texts for &[String] {
    fn read(&self, text: usize, read: &mut dyn FnMut(&str)) -> io::Result<()> {
        read(&self[text]);
        Ok(())
    }
}
