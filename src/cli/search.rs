//! `samestory search`: look documents up in an index.

use samestory::index::{self, SearchRequest, SearchResults};
use samestory::report::{json, table};

use super::args::{OutputOptions, SearchCommand, SearchFormat, SearchOptions};
use super::exit::Exit;
use super::output;
use super::screen::Screen;

pub(crate) fn run(command: &SearchCommand, screen: &Screen) -> anyhow::Result<Exit> {
    let format = command.output.format()?;
    let results = index::search(&command.index, &request(&command.search))?;
    write(&results, &command.output, format, screen)?;
    Ok(if results.total.documents == 0 { Exit::Negative } else { Exit::Done })
}

/// What is asked of an index or an archive.
pub(super) fn request(options: &SearchOptions) -> SearchRequest {
    SearchRequest {
        query: options.query.clone(),
        from: options.from,
        to: options.to,
        source: options.source.clone(),
        programme: options.programme.clone(),
        story: options.story.clone(),
        language: options.language.clone(),
        limit: options.paging.limit,
        offset: options.paging.offset,
    }
}

/// Writes what was found in the format asked for.
pub(super) fn write(
    results: &SearchResults,
    target: &OutputOptions<SearchFormat>,
    format: SearchFormat,
    screen: &Screen,
) -> anyhow::Result<()> {
    for notice in &results.notices {
        screen.notice(notice);
    }
    output::write(target.file.as_deref(), screen.colour(), |out| match format {
        SearchFormat::Table => table::write_search(results, out),
        SearchFormat::Jsonl => json::write_search_lines(results, out),
        SearchFormat::Json => json::write_search(results, out),
    })
}
