//! `samestory eval`: score a grouping against labels.
//!
//! Labels are read before the documents: what is wrong with them is told before the work begins.

use std::path::{Path, PathBuf};

use anyhow::bail;
use samestory::evaluate::Evaluation;
use samestory::evaluate::completeness::{self, Completeness, MANY_TEXTS};
use samestory::evaluate::events::{EventFigures, Scored};
use samestory::evaluate::labels::{Gold, Predicted};
use samestory::evaluate::pairs::{JudgedPairs, PairFigures};
use samestory::evaluate::sweep::{self, Sweep};
use samestory::pipeline::{ClusterSettings, Clustering};
use samestory::problem::{Problem, Severity};
use samestory::read::{self, Column, Input, ReadSettings, Rows};
use samestory::report::evaluation;

use super::args::{EvalCommand, EvalFormat};
use super::exit::Exit;
use super::screen::Screen;
use super::{cluster, comparisons, intake, interrupt, output};

/// Ids named in a notice.
const MOST_IDS: usize = 5;

pub(crate) fn run(command: &EvalCommand, screen: &Screen) -> anyhow::Result<Exit> {
    let format = command.output.format()?;
    if !command.comparisons.is_empty() {
        return comparisons::run(command, format, screen);
    }
    let inputs = inputs(command)?;
    let files = [&command.gold, &command.predicted, &command.pairs].into_iter().flatten().map(PathBuf::as_path);
    output::refuse_input(command.output.file.as_deref(), intake::paths(&inputs).chain(files))?;

    let labels = Labels::read(command, screen)?;
    let settings = ClusterSettings::from(command.matching);
    let (mut lost_input, mut clustering) = (false, None);
    if !inputs.is_empty() {
        let collection = intake::read(&inputs, &command.intake.reading, screen)?;
        lost_input = intake::lost_input(&collection.problems);
        clustering = Some(cluster::cluster(collection.documents, &settings, screen)?);
    }
    let subject = Subject::new(labels, clustering, settings, command, screen)?;
    let (pairs, is_known) = subject.judge_pairs(command, screen);
    let scored = subject.gold.as_ref().map(|gold| Scored::new(gold, &subject.predicted));
    let evaluation = Evaluation {
        events: scored.as_ref().map(|scored| subject.judge_events(scored, command, screen)),
        pairs,
        sweep: scored.as_ref().filter(|_| command.sweep).and_then(|scored| subject.sweep(scored, screen)),
        completeness: if command.candidates { subject.completeness(scored.as_ref(), screen)? } else { None },
    };
    output::write(command.output.file.as_deref(), screen.colour(), |out| match format {
        EvalFormat::Table => evaluation::write_table(&evaluation, out),
        EvalFormat::Json => evaluation::write_json(&evaluation, out),
        EvalFormat::Csv => evaluation::write_figures(&evaluation, out),
        EvalFormat::Html => evaluation::write_page(&evaluation, out),
    })?;
    Ok(if lost_input || !is_known { Exit::Failed } else { Exit::Done })
}

/// The documents to read; none are needed where the stories come from a file.
fn inputs(command: &EvalCommand) -> anyhow::Result<Vec<Input>> {
    let inputs = if command.predicted.is_some() && command.intake.inputs.is_empty() {
        Vec::new()
    } else {
        intake::inputs(&command.intake)?
    };
    let files = [&command.gold, &command.predicted, &command.pairs].into_iter().flatten();
    let named = files.filter(|path| intake::input(path) == Input::StandardInput).count();
    if named + inputs.iter().filter(|input| **input == Input::StandardInput).count() > 1 {
        bail!("standard input is wanted twice: it can be read only once, so name files for the rest");
    }
    Ok(inputs)
}

/// The files of labels that were named.
struct Labels {
    gold: Option<Gold>,
    predicted: Option<Predicted>,
    pairs: Option<JudgedPairs>,
}

impl Labels {
    fn read(command: &EvalCommand, screen: &Screen) -> anyhow::Result<Self> {
        let reader = Reader { max_file_bytes: command.intake.reading.max_file_bytes, screen };
        let gold = command.gold.as_deref();
        let gold = gold.map(|path| reader.read(path, &Gold::columns(&command.label), Gold::of_rows)).transpose()?;
        let predicted = command.predicted.as_deref();
        let predicted =
            predicted.map(|path| reader.read(path, &Predicted::columns(), Predicted::of_rows)).transpose()?;
        let columns = JudgedPairs::columns(command.by.as_deref());
        let pairs = command.pairs.as_deref();
        let pairs = pairs.map(|path| reader.read(path, &columns, JudgedPairs::of_rows)).transpose()?;
        if let (Some(path), true) = (&command.gold, gold.as_ref().is_some_and(|gold| gold.events.is_empty())) {
            bail!("`{}` holds no labels; give it rows with `id` and `{}`", path.display(), command.label);
        }
        if let (Some(path), true) = (&command.pairs, pairs.as_ref().is_some_and(|judged| judged.pairs.is_empty())) {
            bail!("`{}` holds no pairs; give it rows with `a`, `b` and `same`", path.display());
        }
        if let (Some(path), Some(by), Some(judged)) = (&command.pairs, &command.by, &pairs)
            && judged.pairs.iter().all(|pair| pair.class.is_none())
        {
            bail!("no pair of `{}` has a field `{by}`; name with --by a field that it has", path.display());
        }
        Ok(Self { gold, predicted, pairs })
    }
}

struct Reader<'a> {
    max_file_bytes: u64,
    screen: &'a Screen,
}

impl Reader<'_> {
    /// Reads a file of labels; figures over a part of them would mislead, so one error refuses all.
    fn read<T>(
        &self,
        path: &Path,
        columns: &[Column<'_>],
        of_rows: fn(&Rows) -> (T, Vec<Problem>),
    ) -> anyhow::Result<T> {
        let settings = ReadSettings { max_file_bytes: self.max_file_bytes, ..ReadSettings::default() };
        let rows = read::read_rows(&intake::input(path), columns, &settings);
        interrupt::check()?;
        let (labels, mut problems) = of_rows(&rows);
        problems.extend(rows.problems);
        problems.sort();
        self.screen.problems(&problems);
        refuse_errors(&problems, &format!("in `{}`", path.display()))?;
        Ok(labels)
    }
}

fn refuse_errors(problems: &[Problem], place: &str) -> anyhow::Result<()> {
    match problems.iter().filter(|problem| problem.severity == Severity::Error).count() {
        0 => Ok(()),
        1 => bail!("nothing was scored: there is an error {place}; mend it and run again"),
        errors => bail!("nothing was scored: there are {errors} errors {place}; mend them and run again"),
    }
}

/// What is scored, and by what.
struct Subject {
    gold: Option<Gold>,
    predicted: Predicted,
    pairs: Option<JudgedPairs>,
    clustering: Option<Clustering>,
    settings: ClusterSettings,
}

impl Subject {
    fn new(
        labels: Labels,
        clustering: Option<Clustering>,
        settings: ClusterSettings,
        command: &EvalCommand,
        screen: &Screen,
    ) -> anyhow::Result<Self> {
        let Labels { mut gold, predicted, pairs } = labels;
        if let (None, Some(clustering)) = (&gold, &clustering) {
            let (own, problems) = Gold::of_documents(&clustering.documents, &command.label);
            screen.problems(&problems);
            refuse_errors(&problems, "in the labels of the documents")?;
            gold = Some(own).filter(|own| !own.events.is_empty());
        }
        if gold.is_none() && (command.sweep || pairs.is_none() && !command.candidates) {
            if clustering.is_none() {
                bail!("there are no labels to score by; name a file of them with --gold, or one of pairs with --pairs");
            }
            bail!(
                "no document has a label in a field `{}`; name with --label a field of the records that holds it and nothing \
                 that samestory reads itself, or a file of labels with --gold",
                command.label
            );
        }
        let labelled = gold.as_ref().map_or(0, |gold| gold.events.len());
        let predicted = match (predicted, &clustering) {
            (Some(mut predicted), Some(clustering)) => {
                predicted.look_up(clustering);
                predicted
            }
            (Some(predicted), None) => predicted,
            (None, Some(clustering)) => Predicted::of_clustering(clustering),
            (None, None) => Predicted::default(),
        };
        let is_known = |gold: &Gold| gold.events.keys().any(|id| predicted.find(id).is_some());
        if let Some(path) = command.gold.as_ref().filter(|_| !gold.as_ref().is_some_and(is_known)) {
            bail!(
                "none of the {labelled} labels of `{}` is of a document that there is; do the ids match those of the input?",
                path.display()
            );
        }
        Ok(Self { gold, predicted, pairs, clustering, settings })
    }

    fn judge_events(&self, scored: &Scored<'_>, command: &EvalCommand, screen: &Screen) -> EventFigures {
        let bar = screen.progress("judging stories");
        let events = EventFigures::of(scored, self.clustering.as_ref(), &self.settings.stories, command.worst);
        bar.finish_and_clear();
        if events.unlabelled > 0 {
            let unlabelled = events.unlabelled;
            screen.notice(&format!("documents without a label, left out of the figures by events: {unlabelled}"));
        }
        if events.missing > 0 {
            let mut ids: Vec<&str> = scored.missing().take(MOST_IDS).collect();
            if events.missing > MOST_IDS {
                ids.push("…");
            }
            let (missing, ids) = (events.missing, ids.join(", "));
            screen.notice(&format!("labels of no document, each scored as a story of its own: {missing} ({ids})"));
        }
        events
    }

    /// The figures of judged pairs, and whether all their documents are known.
    fn judge_pairs(&self, command: &EvalCommand, screen: &Screen) -> (Option<PairFigures>, bool) {
        let Some(pairs) = &self.pairs else { return (None, true) };
        let own = self.clustering.as_ref().filter(|_| self.predicted.is_own);
        let (figures, problems) = pairs.judge(&self.predicted, own, &self.settings.stories, command.by.is_some());
        screen.problems(&problems);
        (Some(figures), problems.is_empty())
    }

    fn sweep(&self, scored: &Scored<'_>, screen: &Screen) -> Option<Sweep> {
        let clustering = self.clustering.as_ref()?;
        let bar = screen.progress("grouping at other strictness");
        bar.set_length(Sweep::POINTS);
        let sweep = sweep::sweep(scored, clustering, &self.settings.stories, &mut || bar.inc(1));
        bar.finish_and_clear();
        Some(sweep)
    }

    fn completeness(&self, scored: Option<&Scored<'_>>, screen: &Screen) -> anyhow::Result<Option<Completeness>> {
        let Some(clustering) = &self.clustering else { return Ok(None) };
        let texts = clustering.representatives.len();
        if texts > MANY_TEXTS {
            screen.notice(&format!("{texts} texts: comparing all pairs of them takes many minutes"));
        }
        let bar = screen.progress("comparing all pairs of texts");
        let found = completeness::measure(clustering, scored, &self.settings.stories, &mut |done| {
            bar.set_position(done as u64);
        });
        bar.finish_and_clear();
        Ok(Some(found?))
    }
}
