//! `samestory copies`: read, compare, list or pass on.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use samestory::copies::CopySettings;
use samestory::copies::candidates::BUCKET_LIMIT;
use samestory::copies::linkage::Grouping;
use samestory::copies::memory::Memory;
use samestory::deduplicate::{Deduplication, Fate, Keep, Resources, deduplicate};
use samestory::problem::Severity;
use samestory::read::Input;
use samestory::report::copies::{self, ListFormat};

use super::args::{CopiesCommand, CopiesFormat, CopiesList, GroupingOption};
use super::exit::Exit;
use super::screen::Screen;
use super::{cluster, intake, interrupt, output, parquet};

const KEPT_IS_JSON_LINES: &str = "what is kept is written as JSON Lines, record by record, or as Parquet if it is read from Parquet; write to a file \
     that ends in .jsonl, or list the ids with --list documents --format csv";

/// How a list is written.
enum Writing {
    Text(ListFormat),
    Parquet,
}

pub(crate) fn run(command: &CopiesCommand, screen: &Screen) -> anyhow::Result<Exit> {
    let settings = settings(command);
    if command.explain_bands {
        let (Some(bands), Some(similarity)) = (settings.sketching().bands, settings.similarity) else {
            bail!("bands are for --similarity; without it, copies are looked for by --containment alone");
        };
        let is_json = match command.output.format()? {
            CopiesFormat::Table => false,
            CopiesFormat::Jsonl => true,
            _ => bail!("bands are shown as a table or as JSON; use --format table or --json"),
        };
        output::write(command.output.file.as_deref(), screen.colour(), |out| {
            copies::write_bands(bands, similarity, is_json, out)
        })?;
        return Ok(Exit::Done);
    }
    let wanted = wanted_list(command)?;
    let format = format(command, wanted)?;
    let inputs = intake::inputs(&command.intake)?;
    let reference: Vec<Input> = command.against.iter().map(|path| intake::input(path)).collect();
    let read = intake::paths(&inputs).chain(intake::paths(&reference)).chain(command.work.as_deref());
    output::refuse_input(command.output.file.as_deref(), read)?;

    refuse_reference(intake::paths(&inputs), intake::paths(&reference))?;

    let bar = screen.working("looking for copies");
    let reading = intake::settings(&command.intake.reading);
    let result = deduplicate(&inputs, &reference, &reading, &settings, &command.keep, &resources(command)?);
    bar.finish_and_clear();
    interrupt::check()?;
    let result = result?;
    for part in &result.parts {
        screen.problems(&part.problems);
    }
    let lost = result.parts.iter().any(|part| intake::lost_input(&part.problems));
    if command.output.file.is_some() && result.is_empty() && lost {
        bail!("nothing could be read, so nothing was written");
    }
    match format {
        Writing::Parquet => parquet::write_copies(&result, wanted, command)?,
        Writing::Text(format) => {
            let mut shared = 0;
            output::write(command.output.file.as_deref(), screen.colour(), |out| {
                match wanted {
                    CopiesList::Groups => shared = copies::write_groups(&result, format, out)?,
                    CopiesList::Pairs => shared = copies::write_pairs(&result, format, out)?,
                    CopiesList::Documents => copies::write_documents(&result, format, out)?,
                    CopiesList::Kept => copies::write_kept(&result, out)?,
                    CopiesList::Boilerplate => copies::write_boilerplate(&result.copies, format, out)?,
                }
                Ok(())
            })?;
            if shared > 0 {
                screen.notice(&format!(
                    "several documents have one id ({shared} such ids): --list documents tells them apart by path and line"
                ));
            }
        }
    }
    if let (Keep::Least(field) | Keep::Greatest(field), true) = (&command.keep, result.is_field_missing) {
        screen.notice(&format!("no document that has copies has a field `{field}`, so the first of each is kept"));
    }
    if result.undated > 0 {
        screen.notice(&format!(
            "{} of the documents that have copies have no date that can be read, and come after those that have one",
            result.undated
        ));
    }
    let oversized = result.copies.report.oversized_buckets;
    if oversized > 0 {
        screen.notice(&format!(
            "{oversized} {} more than {BUCKET_LIMIT} texts each, as revisions of one template do: of these only some pairs were \
             compared, so some copies may be left",
            if oversized == 1 { "band holds" } else { "bands hold" }
        ));
    }
    if wanted == CopiesList::Boilerplate && result.copies.report.sources == 0 {
        screen.notice(
            "no document names a source, so there is nothing to learn from; --field source=NAME says which field does",
        );
    }
    tell(&result, wanted, screen);
    Ok(if lost { Exit::Failed } else { Exit::Done })
}

fn settings(command: &CopiesCommand) -> CopySettings {
    let default = CopySettings::default();
    // Who names one measure wants that one.
    let (similarity, containment) = match (command.similarity, command.containment) {
        (None, None) => (default.similarity, default.containment),
        given => given,
    };
    let grouping = match command.group {
        GroupingOption::Stars => Grouping::Stars,
        GroupingOption::Complete => Grouping::Complete,
        GroupingOption::Average => Grouping::Average,
        GroupingOption::Components => Grouping::Components,
    };
    CopySettings {
        shingle_words: usize::from(command.words),
        similarity,
        containment,
        recall: command.recall,
        bands: command.bands,
        grouping,
        discounts_boilerplate: !command.keep_boilerplate,
    }
}

/// How much memory, and where the rest goes.
fn resources(command: &CopiesCommand) -> anyhow::Result<Resources> {
    let Some(bytes) = command.memory else {
        return Ok(Resources { memory: Memory::default(), work: command.work.clone() });
    };
    let folder = command.work.clone().unwrap_or_else(std::env::temp_dir);
    let made = if command.work.is_some() { std::fs::create_dir_all(&folder) } else { Ok(()) };
    let memory = made.and_then(|()| Memory::limited(bytes, &folder)).with_context(|| {
        let cure = "name another folder with --work, or set TMPDIR";
        format!("no temporary file can be made in `{}`; {cure}", folder.display())
    })?;
    Ok(Resources { memory, work: command.work.clone() })
}

/// How the work went, for `--verbose`, and counts where something went wrong.
fn tell(result: &Deduplication, wanted: CopiesList, screen: &Screen) {
    let report = &result.copies.report;
    screen.detail(&format!(
        "copies: {} bands of {} rows, {} equal, recall at the threshold {:.4}, by containment {:.4}; {} texts differ, {} \
         candidates, {} verified, {} oversized buckets, {} oversized probes",
        report.bands,
        report.rows,
        report.required_bands,
        report.similarity_recall,
        report.containment_recall,
        report.distinct,
        report.candidates,
        report.verified,
        report.oversized_buckets,
        report.oversized_probes
    ));
    if result.recalled > 0 {
        screen.summary(&format!("{} documents had been read by an earlier run", result.recalled));
    }
    if result.spilled > 0 {
        screen.detail(&format!("memory: {} went to disk", bytesize::ByteSize::b(result.spilled).display().iec()));
    }
    cluster::tell_boilerplate(report, screen);
    if wanted == CopiesList::Kept {
        let kept = result.fates.iter().filter(|fate| **fate == Fate::Kept).count();
        screen.summary(&format!("{} documents, {kept} kept, {} dropped", result.len(), result.len() - kept));
    }
    let problems = || result.parts.iter().flat_map(|part| &part.problems);
    if problems().next().is_some() {
        let errors = problems().filter(|problem| problem.severity == Severity::Error).count();
        let notices = problems().count() - errors;
        let files: usize = result.parts.iter().map(|part| part.opened).sum();
        screen.summary(&format!("{files} files read, {} documents, {errors} errors, {notices} notices", result.len()));
    }
}

/// What to list.
fn wanted_list(command: &CopiesCommand) -> anyhow::Result<CopiesList> {
    match command.list {
        Some(CopiesList::Groups) if !command.against.is_empty() => {
            bail!("--against drops and makes no groups; list pairs, documents or kept with --list")
        }
        Some(CopiesList::Boilerplate) if command.keep_boilerplate => {
            bail!("with --keep-boilerplate none is left out; list it without that option")
        }
        Some(list) => Ok(list),
        None if command.against.is_empty() => Ok(CopiesList::Groups),
        None => Ok(CopiesList::Documents),
    }
}

/// Refuses a reference that holds the input, or lies in it: everything would be a copy of itself.
fn refuse_reference<'a>(
    inputs: impl Iterator<Item = &'a Path>,
    reference: impl Iterator<Item = &'a Path>,
) -> anyhow::Result<()> {
    let reference: Vec<PathBuf> = reference.filter_map(|path| path.canonicalize().ok()).collect();
    for input in inputs {
        let Ok(place) = input.canonicalize() else { continue };
        if reference.iter().any(|reference| place.starts_with(reference) || reference.starts_with(&place)) {
            bail!(
                "`{}` is both input and reference, so all of it would be dropped; name others with --against",
                input.display()
            );
        }
    }
    Ok(())
}

/// The format asked for, else the one that the output file's ending tells.
fn format(command: &CopiesCommand, list: CopiesList) -> anyhow::Result<Writing> {
    match command.output.asked()? {
        Some(CopiesFormat::Jsonl) => Ok(Writing::Text(ListFormat::JsonLines)),
        Some(CopiesFormat::Parquet) => parquet::check().map(|()| Writing::Parquet),
        None if list == CopiesList::Kept => Ok(Writing::Text(ListFormat::JsonLines)),
        Some(_) if list == CopiesList::Kept => bail!("{KEPT_IS_JSON_LINES}"),
        None | Some(CopiesFormat::Table) => Ok(Writing::Text(ListFormat::Table)),
        Some(CopiesFormat::Csv) => Ok(Writing::Text(ListFormat::Csv)),
    }
}
