//! `samestory search`: look documents up in an index.

use anyhow::bail;
use samestory::index::{self, SearchRequest};
use samestory::report::{json, table};

use super::args::{SearchCommand, SearchFormat};
use super::exit::Exit;
use super::output;
use super::screen::Screen;

pub(crate) fn run(command: &SearchCommand, screen: &Screen) -> anyhow::Result<Exit> {
    let format = format(command)?;
    let request = SearchRequest {
        query: command.query.clone(),
        from: command.from,
        to: command.to,
        source: command.source.clone(),
        programme: command.programme.clone(),
        story: command.story.clone(),
        language: command.language.clone(),
        limit: command.limit,
        offset: command.offset,
    };
    let results = index::search(&command.index, &request)?;
    for notice in &results.notices {
        screen.notice(notice);
    }
    output::write(command.output.as_deref(), screen.colour(), |out| match format {
        SearchFormat::Table => table::write_search(&results, out),
        SearchFormat::Jsonl => json::write_search_lines(&results, out),
        SearchFormat::Json => json::write_search(&results, out),
    })?;
    Ok(if results.total.documents == 0 { Exit::Negative } else { Exit::Done })
}

/// The format asked for, else the one that the output file's ending tells.
fn format(command: &SearchCommand) -> anyhow::Result<SearchFormat> {
    if command.json {
        return Ok(SearchFormat::Json);
    }
    if let Some(format) = command.format {
        return Ok(format);
    }
    match output::ending(command.output.as_deref()).as_deref() {
        None | Some("txt") => Ok(SearchFormat::Table),
        Some("jsonl" | "ndjson") => Ok(SearchFormat::Jsonl),
        Some("json") => Ok(SearchFormat::Json),
        Some(ending) => {
            bail!("no format is known by the ending `.{ending}`; say which with --format table, jsonl or json")
        }
    }
}
