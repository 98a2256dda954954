//! `samestory fetch`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

pub(super) const FETCH_EXAMPLES: &str = "\
Examples:
  samestory fetch https://example.org/rss.xml -o feeds         into feeds/, under a name made of host and address
  samestory fetch feeds.opml -o feeds --contact me@example.org all feeds of a list; say who asks
  samestory fetch feeds.txt -o feeds -q                        from cron: again, only what is new is sent
  samestory fetch feeds.txt -o feeds --format json             what came of each, for programs
  samestory fetch http://192.168.1.5:1200/x -o feeds --allow-address 192.168.1.5:1200
A file that lists feeds is OPML, or has one address a line; what follows an address, and lines that begin with #, are passed
over.";

#[derive(Debug, Args)]
pub(crate) struct FetchCommand {
    /// Addresses of feeds, files that list them, or `-` for a list on standard input
    #[arg(value_name = "INPUT", required = true, help_heading = "Input")]
    pub(crate) inputs: Vec<String>,

    /// Put the feeds into this folder, which is made; a feed that is not sent anew stays as it is there
    #[arg(short = 'o', long = "output", value_name = "FOLDER", help_heading = "Output")]
    pub(crate) folder: PathBuf,

    /// Remember in this folder what makes the next run cheap [default: the folder of the feeds]
    #[arg(long, value_name = "FOLDER", help_heading = "Output")]
    pub(crate) state: Option<PathBuf>,

    /// List on standard output what came of each feed
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    pub(crate) format: Option<FetchFormat>,

    /// Same as --format json
    #[arg(long, conflicts_with = "format", help_heading = "Output")]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) fetching: FetchOptions,
}

/// How feeds are asked for: the options of all commands that do.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Fetching")]
pub(crate) struct FetchOptions {
    /// Say that the operator is reached at this page or mail address
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) contact: Option<String>,

    /// Call yourself this instead of samestory/VERSION
    #[arg(long, value_name = "TEXT", conflicts_with = "contact")]
    pub(crate) user_agent: Option<String>,

    /// Most seconds for one feed, redirects and all
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = some_time)]
    pub(crate) timeout: Duration,

    /// Most bytes of one feed, on the wire and unpacked
    #[arg(long, value_name = "SIZE", default_value = "16MiB", value_parser = size)]
    pub(crate) max_size: u64,

    /// Least seconds between two requests to one host
    #[arg(long, value_name = "SECONDS", default_value = "1", value_parser = time)]
    pub(crate) per_host_interval: Duration,

    /// Most hosts that are asked at once
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) hosts_at_once: u16,

    /// Also ask at this address, though it is not public: 192.168.1.5:1200 (can be repeated)
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(crate) allow_address: Vec<SocketAddr>,

    /// Ask at any address, though it is not public; every feed and every redirect can then reach this machine and its
    /// network
    #[arg(long)]
    pub(crate) allow_private: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FetchFormat {
    /// One JSON object
    Json,
}

/// A year: more is a slip.
const MOST_SECONDS: f64 = 365.0 * 24.0 * 3600.0;

fn time(text: &str) -> Result<Duration, String> {
    match text.parse::<f64>() {
        Ok(seconds) if (0.0..=MOST_SECONDS).contains(&seconds) => Ok(Duration::from_secs_f64(seconds)),
        _ => Err("write a number of seconds, for instance 2.5".to_owned()),
    }
}

fn some_time(text: &str) -> Result<Duration, String> {
    time(text).and_then(|time| if time.is_zero() { Err("write more than 0 seconds".to_owned()) } else { Ok(time) })
}

fn size(text: &str) -> Result<u64, String> {
    match text.parse::<bytesize::ByteSize>() {
        Ok(size) if size.as_u64() > 0 => Ok(size.as_u64()),
        _ => Err("write a size such as 512KiB or 16MiB".to_owned()),
    }
}
