//! How to search, and what programs can ask.

use maud::html;

use super::Page;
use super::parts::asking;
use crate::serve::current::Opened;
use crate::serve::failure::Failure;
use crate::serve::parameters::Parameters;
use crate::serve::routes::{Answer, Asked};

const QUERIES: [(&str, &str); 9] = [
    ("ferry fog", "both words, in title, text or the name of a speaker"),
    ("\"struck a reef\"", "the words side by side"),
    ("ferry -strike", "the first without the second"),
    ("ferry OR cable", "either; brackets group: (ferry OR cable) fog"),
    ("title:ferry", "in one field: title, body, quote, speaker, source, programme"),
    ("speaker:\"nam gi-tae\"", "who speaks on air, by name or role"),
    ("published:2025-06-12", "on a day as printed; also 2025-06, 2025, 2025-06-01..2025-06-30"),
    ("language:ko", "the whole value; also story, copies, id, url"),
    ("*", "everything, the latest first"),
];

const ADDRESSES: [(&str, &str); 8] = [
    ("/api/search?q=ferry&from=2025-06-01", "search; also to, source, programme, story, language, limit, offset"),
    ("/api/stories?min_documents=2", "stories, the latest first; also from, to, limit, offset"),
    ("/api/stories/ID?history=true", "a story with the versions of its documents"),
    ("/api/stories/ID/comparison", "what its versions say; also document=ID twice or more"),
    ("/api/documents/ID", "a document"),
    ("/api/similar", "POST a text or JSON records: what is like them"),
    ("/api/stats", "how much there is, and what the archive was made with"),
    ("/api/health, /health", "whether the archive can be read"),
];

pub(in crate::serve) fn help(_: &Opened, asked: &Asked) -> Result<Answer, Failure> {
    Parameters::read(&asked.query, &[])?;
    let main = html! {
        h1 { "How to search" }
        table.help {
            thead { tr { th scope="col" { "Write" } th scope="col" { "to find" } } }
            tbody {
                @for (query, finds) in QUERIES {
                    tr { td { a href=(asking("/search", &[("q", query)])) { code { (query) } } } td { (finds) } }
                }
            }
        }
        ul.prose {
            li { "Case does not matter. English words are matched as written: " q { "flood" } " does not find " q { "floods" } "." }
            li { "A Korean word finds its forms with other particles, and compounds that hold it." }
            li { "What matches is shown by story: all documents that report one event stand together." }
        }
        h2 { "What the words mean" }
        dl.terms {
            dt { "Story" } dd { "All documents that report one event, however they tell it." }
            dt { "Copy" } dd { "A document with the text of another, whole, edited or as a part." }
            dt { "Version" } dd { "An article as its outlet published it before it changed it." }
            dt { "Comparison" } dd { "What each document of a story says, and what it leaves out." }
        }
        h2 { "For programs" }
        p { "Everything on these pages can be had as JSON, the same records that the command line writes:" }
        table.help {
            thead { tr { th scope="col" { "Ask" } th scope="col" { "for" } } }
            tbody {
                @for (address, gives) in ADDRESSES { tr { td { code { (address) } } td { (gives) } } }
            }
        }
    };
    Ok(Answer::Page(Page::new("How to search", main).at("/help")))
}
