//! `samestory explain`: why two documents are in one story, or are not.

use anyhow::bail;
use samestory::pipeline::ClusterSettings;
use samestory::report::explanation::Explanation;
use samestory::report::{json, table};

use super::args::ExplainCommand;
use super::exit::Exit;
use super::screen::Screen;
use super::{chosen, cluster, intake, output, overrides};

/// How many terms are shown for and against.
const TERMS: usize = 12;

pub(crate) fn run(command: &ExplainCommand, screen: &Screen) -> anyhow::Result<Exit> {
    let overrides = overrides::read(&command.overriding, screen)?;
    let named = [command.first.clone(), command.second.clone()];
    let (collection, ids) = chosen::read(&named, &command.inputs, &command.reading, screen)?;
    let lost_input = intake::lost_input(&collection.problems);
    let settings = ClusterSettings { overrides, ..ClusterSettings::from(command.matching) };
    let clustering = cluster::cluster(collection.documents, &settings, screen)?;
    let [first, second] = chosen::positions(&clustering.documents, &ids)?[..] else { bail!("name two documents") };
    let explanation = Explanation::of(&clustering, [first, second], &settings.stories, TERMS);
    output::write(None, screen.colour(), |out| {
        if command.json {
            json::write_explanation(&explanation, out)
        } else {
            table::write_explanation(&explanation, out)
        }
    })?;
    Ok(if lost_input { Exit::Failed } else { Exit::Done })
}
