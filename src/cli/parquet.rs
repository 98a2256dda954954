//! Parquet on the command line: written if samestory was built with it, else refused with the cure.

#[cfg(not(feature = "parquet"))]
pub(crate) use absent::{check, write_clustering, write_copies};
#[cfg(feature = "parquet")]
pub(crate) use present::{be_quiet_about_contained_panics, check, write_clustering, write_copies};

#[cfg(feature = "parquet")]
mod present {
    use std::panic;

    use samestory::deduplicate::Deduplication;
    use samestory::pipeline::Clustering;
    use samestory::read::parquet::contains_panics;
    use samestory::report::parquet::{self, kept::Kept};

    use crate::cli::args::{ClusterCommand, CopiesCommand, CopiesList};
    use crate::cli::output;

    /// Whether Parquet can be written.
    #[expect(clippy::unnecessary_wraps, reason = "without the feature it fails")]
    pub(crate) fn check() -> anyhow::Result<()> {
        Ok(())
    }

    pub(crate) fn write_copies(
        result: &Deduplication,
        wanted: CopiesList,
        command: &CopiesCommand,
    ) -> anyhow::Result<()> {
        let target = command.output.file.as_deref();
        match wanted {
            CopiesList::Groups => output::write_bytes(target, |out| parquet::write_groups(result, out)),
            CopiesList::Pairs => output::write_bytes(target, |out| parquet::write_pairs(result, out)),
            CopiesList::Documents => output::write_bytes(target, |out| parquet::write_documents(result, out)),
            CopiesList::Boilerplate => {
                output::write_bytes(target, |out| parquet::write_boilerplate(&result.copies, out))
            }
            CopiesList::Kept => {
                let kept = Kept::of(result, command.intake.reading.max_file_bytes)?;
                output::write_bytes(target, |out| kept.write(out))
            }
        }
    }

    pub(crate) fn write_clustering(clustering: &Clustering, command: &ClusterCommand) -> anyhow::Result<()> {
        output::write_bytes(command.output.file.as_deref(), |out| parquet::write_clustering(clustering, out))
    }

    /// A panic that is caught, and told as a problem with the input, is not told a second time.
    pub(crate) fn be_quiet_about_contained_panics() {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !contains_panics() {
                usual(panic);
            }
        }));
    }
}

#[cfg(not(feature = "parquet"))]
mod absent {
    use anyhow::bail;
    use samestory::deduplicate::Deduplication;
    use samestory::pipeline::Clustering;

    use crate::cli::args::{ClusterCommand, CopiesCommand, CopiesList};

    /// Whether Parquet can be written.
    pub(crate) fn check() -> anyhow::Result<()> {
        bail!(
            "this build of samestory does not write Parquet; build it with `--features parquet`, or write JSON Lines (a file \
             that ends in .jsonl)"
        )
    }

    pub(crate) fn write_copies(_: &Deduplication, _: CopiesList, _: &CopiesCommand) -> anyhow::Result<()> {
        check()
    }

    pub(crate) fn write_clustering(_: &Clustering, _: &ClusterCommand) -> anyhow::Result<()> {
        check()
    }
}
