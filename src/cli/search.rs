//! `samestory search`: look documents up in an index.

use samestory::index::{self, SearchRequest};
use samestory::report::{json, table};

use super::args::{SearchCommand, SearchFormat};
use super::exit::Exit;
use super::output;
use super::screen::Screen;

pub(crate) fn run(command: &SearchCommand, screen: &Screen) -> anyhow::Result<Exit> {
    let format = command.output.format()?;
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
    output::write(command.output.file.as_deref(), screen.colour(), |out| match format {
        SearchFormat::Table => table::write_search(&results, out),
        SearchFormat::Jsonl => json::write_search_lines(&results, out),
        SearchFormat::Json => json::write_search(&results, out),
    })?;
    Ok(if results.total.documents == 0 { Exit::Negative } else { Exit::Done })
}
