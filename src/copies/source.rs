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

    /// Calls `read` with what of a text is compared when `leave_out` has had its way with it; that gives what is left of a
    /// text, or `None` to leave it as it is. A source that adds to texts (titles to short ones, say) decides what to add by
    /// what is left.
    ///
    /// # Errors
    ///
    /// If the text cannot be had any more.
    fn read_without(&self, text: usize, leave_out: &LeaveOut<'_>, read: &mut dyn FnMut(&str)) -> io::Result<()> {
        self.read(text, &mut |whole| match leave_out(whole) {
            Some(left) => read(&left),
            None => read(whole),
        })
    }
}

/// What is left of a text; `None` if all of it is.
pub type LeaveOut<'a> = dyn Fn(&str) -> Option<String> + 'a;

impl Texts for &[CopyText<'_>] {
    fn read(&self, text: usize, read: &mut dyn FnMut(&str)) -> io::Result<()> {
        read(self[text].text);
        Ok(())
    }
}

impl Texts for &[&str] {
    fn read(&self, text: usize, read: &mut dyn FnMut(&str)) -> io::Result<()> {
        read(self[text]);
        Ok(())
    }
}

impl Texts for &[String] {
    fn read(&self, text: usize, read: &mut dyn FnMut(&str)) -> io::Result<()> {
        read(&self[text]);
        Ok(())
    }
}
