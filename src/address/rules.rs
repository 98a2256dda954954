//! The rules of canonical addresses, as data: one line each, and in this order in `docs/feeds-addresses.md`.
//!
//! A rule stands here only if what it takes away is known not to choose the page. A parameter that is not listed is kept.

/// A parameter of a query that does not choose the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Its name in lower case; `*` at the end stands for any continuation.
    pub name: &'static str,
    /// The values that it is dropped with, in lower case; none: any.
    pub values: &'static [&'static str],
    /// The domain, with all below it, whose addresses the rule is for; empty: any.
    pub domain: &'static str,
    /// Who adds it.
    pub by: &'static str,
}

const fn any(name: &'static str, by: &'static str) -> Parameter {
    Parameter { name, values: &[], domain: "", by }
}

const fn valued(name: &'static str, values: &'static [&'static str], by: &'static str) -> Parameter {
    Parameter { name, values, domain: "", by }
}

const fn at(domain: &'static str, name: &'static str, by: &'static str) -> Parameter {
    Parameter { name, values: &[], domain, by }
}

/// Values of parameters that say `yes`.
const YES: &[&str] = &["", "1", "true", "yes"];

/// Parameters that are dropped.
pub const PARAMETERS: &[Parameter] = &[
    // Campaigns, by the tools that count them.
    any("utm_*", "Google Analytics and all that copy it"),
    any("_ga", "Google Analytics, across domains"),
    any("_gl", "Google Analytics, across domains"),
    any("gclid", "Google Ads"),
    any("gclsrc", "Google Ads"),
    any("dclid", "Google Display"),
    any("gbraid", "Google Ads"),
    any("wbraid", "Google Ads"),
    any("gad_source", "Google Ads"),
    any("gad_campaignid", "Google Ads"),
    any("srsltid", "Google Merchant"),
    any("fbclid", "Facebook"),
    any("igshid", "Instagram"),
    any("igsh", "Instagram"),
    any("twclid", "Twitter"),
    any("__twitter_impression", "Twitter"),
    any("ttclid", "TikTok"),
    any("msclkid", "Microsoft Ads"),
    any("yclid", "Yandex"),
    any("ysclid", "Yandex"),
    any("li_fat_id", "LinkedIn"),
    any("epik", "Pinterest"),
    any("mc_cid", "Mailchimp"),
    any("mc_eid", "Mailchimp"),
    any("mkt_tok", "Marketo"),
    any("_hsenc", "HubSpot"),
    any("_hsmi", "HubSpot"),
    any("hsctatracking", "HubSpot"),
    any("vero_id", "Vero"),
    any("vero_conv", "Vero"),
    any("oly_anon_id", "Omeda"),
    any("oly_enc_id", "Omeda"),
    any("s_kwcid", "Adobe"),
    any("s_cid", "Adobe"),
    any("ef_id", "Adobe"),
    any("cmpid", "Adobe, as many publishers set it up"),
    any("wt.mc_id", "Webtrends"),
    any("wt_mc", "Webtrends and Mapp"),
    any("wt_zmc", "Mapp"),
    any("xtor", "AT Internet"),
    any("at_medium", "Piano"),
    any("at_campaign", "Piano"),
    any("at_campaign_type", "Piano"),
    any("at_custom*", "Piano"),
    any("at_format", "Piano"),
    any("at_link_id", "Piano"),
    any("at_link_origin", "Piano"),
    any("at_link_type", "Piano"),
    any("at_ptr_name", "Piano"),
    any("at_ptr_type", "Piano"),
    any("at_bbc_team", "Piano, for the BBC"),
    any("ns_mchannel", "comScore"),
    any("ns_source", "comScore"),
    any("ns_campaign", "comScore"),
    any("ns_linkname", "comScore"),
    any("ns_fee", "comScore"),
    any("taid", "True Anthem"),
    any("guccounter", "Yahoo, consent"),
    any("guce_referrer", "Yahoo, consent"),
    any("guce_referrer_sig", "Yahoo, consent"),
    // How readers came, where publishers say it by a value that nothing else has.
    valued("from", &["rss"], "feeds of many publishers"),
    valued("ref", &["rss"], "feeds of many publishers"),
    valued("source", &["rss"], "feeds of many publishers"),
    valued("src", &["rss"], "feeds of many publishers"),
    valued("partner", &["rss"], "feeds of many publishers"),
    valued("via", &["rss"], "feeds of many publishers"),
    // AMP.
    valued("amp", YES, "AMP of a page, as WordPress writes it"),
    valued("_amp", YES, "AMP of a page"),
    valued("outputtype", &["amp", "valid-amp"], "AMP of a page, by Arc"),
    any("amp_js_v", "the viewer of AMP pages"),
    any("amp_gsa", "the viewer of AMP pages"),
    any("usqp", "the viewer of AMP pages"),
    // Publishers' own, on their own domains only.
    at("bbc.co.uk", "ocid", "the BBC's channels"),
    at("bbc.com", "ocid", "the BBC's channels"),
    at("dailymail.co.uk", "ito", "the Daily Mail's channels"),
    at("nytimes.com", "emc", "the New York Times's channels"),
    at("nytimes.com", "smid", "the New York Times's channels"),
    at("nytimes.com", "smtyp", "the New York Times's channels"),
    at("theguardian.com", "cmp", "the Guardian's channels"),
    at("washingtonpost.com", "itid", "the Washington Post's channels"),
    at("washingtonpost.com", "wprss", "the Washington Post's feeds"),
    at("wsj.com", "mod", "the Wall Street Journal's channels"),
    at("yna.co.kr", "input", "Yonhap's channels"),
    at("yna.co.kr", "section", "the list that a reader of Yonhap came from"),
];

/// Parameters of paths (`/page;name=value`) that are dropped.
pub const PATH_PARAMETERS: &[&str] = &["jsessionid"];

/// First labels of hosts that are dropped, where a registrable domain remains.
pub const HOST_LABELS: &[&str] = &["www", "m", "mobile", "amp"];

/// Last segments of paths that stand for their folder.
pub const INDEX_FILES: &[&str] =
    &["index.html", "index.htm", "index.shtml", "index.php", "index.asp", "index.aspx", "index.jsp"];

/// Hosts of AMP caches, with the domains below them; their paths are `/c/s/HOST/PATH`, without `s` for http.
pub const AMP_CACHES: &[&str] = &["cdn.ampproject.org", "bing-amp.com"];

/// First segments of paths in AMP caches that stand before a page.
pub const AMP_CACHE_KINDS: &[&str] = &["c", "v", "wp"];

/// An address that only leads to another one, which stands in its query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wrapper {
    /// The host; `*` as the last label stands for any public suffix.
    pub host: &'static str,
    /// The path.
    pub path: &'static str,
    /// The parameters that may hold the address, the first that does counts.
    pub parameters: &'static [&'static str],
    /// Where it occurs.
    pub by: &'static str,
}

/// Addresses that stand for one in their query.
pub const WRAPPERS: &[Wrapper] = &[
    Wrapper { host: "google.*", path: "/url", parameters: &["url", "q"], by: "feeds of Google Alerts" },
    Wrapper { host: "bing.com", path: "/news/apiclick.aspx", parameters: &["url"], by: "feeds of Bing News" },
    Wrapper { host: "l.facebook.com", path: "/l.php", parameters: &["u"], by: "Facebook" },
    Wrapper { host: "l.instagram.com", path: "/", parameters: &["u"], by: "Instagram" },
];

/// Beginnings of fragments that choose what a page shows, so that they are kept; all other fragments are dropped.
pub const KEPT_FRAGMENTS: &[&str] = &["!", "/"];
