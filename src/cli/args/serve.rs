//! `samestory serve`.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::Args;

pub(super) const SERVE_EXAMPLES: &str = "\
Examples:
  samestory serve news                      http://127.0.0.1:7070/, for this machine alone, until Ctrl-C
  samestory serve news --port 0             on any free port, which is printed
  samestory serve news --address 0.0.0.0 --token-file token.txt
                                            for others too, who have to know the token
  curl http://127.0.0.1:7070/api/search?q=ferry
Readers see what `samestory archive add` adds with their next request. Nothing can be changed over the network.
docs/serve.md tells more.";

#[derive(Debug, Args)]
pub(crate) struct ServeCommand {
    /// Folder of the archive
    #[arg(value_name = "ARCHIVE")]
    pub(crate) archive: PathBuf,

    /// Listen at this port; 0 is any that is free
    #[arg(long, value_name = "PORT", default_value_t = 7070, help_heading = "Network")]
    pub(crate) port: u16,

    /// Listen at this address; any but that of this machine alone needs a token
    #[arg(long, value_name = "IP", default_value = "127.0.0.1", help_heading = "Network")]
    pub(crate) address: IpAddr,

    /// Answer only who knows the token in this file; without it the one in `SAMESTORY_TOKEN`, if there is one
    #[arg(long, value_name = "FILE", help_heading = "Network")]
    pub(crate) token_file: Option<PathBuf>,

    /// Answer to this host name too, for instance that of a proxy in front (can be repeated)
    #[arg(long = "host", value_name = "NAME", help_heading = "Network")]
    pub(crate) hosts: Vec<String>,
}
