//! Which addresses may be reached: those of the public internet.
//!
//! A feed list and a redirect are words of strangers. Without this, they could make samestory read what only this machine
//! and its neighbours can: services on localhost, routers, and the metadata of clouds, which hold keys. The registries are
//! those of IANA for special-purpose IPv4 and IPv6 addresses (RFC 6890 and what followed it). An IPv6 address that carries an
//! IPv4 address is also judged by that.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What a refused address is, in words; `None` for a public one.
#[must_use]
pub fn refused(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) => refused_v4(address),
        IpAddr::V6(address) => refused_v6(address),
    }
}

/// What is set aside and has no other name.
const SPECIAL: &str = "an address for special use";

/// Networks of IPv4: address, bits, what it is. The first that fits counts.
const NETWORKS_V4: &[([u8; 4], u32, &str)] = &[
    ([0, 0, 0, 0], 8, "an address of this machine"),
    ([10, 0, 0, 0], 8, "a private address"),
    ([100, 64, 0, 0], 10, "an address of a carrier's network"),
    ([127, 0, 0, 0], 8, "an address of this machine"),
    ([168, 63, 129, 16], 32, "the metadata address of a cloud"),
    ([169, 254, 0, 0], 16, "a link-local address, as the metadata of clouds have"),
    ([172, 16, 0, 0], 12, "a private address"),
    ([192, 0, 0, 0], 24, SPECIAL),
    ([192, 0, 2, 0], 24, "an address for documentation"),
    ([192, 88, 99, 0], 24, SPECIAL),
    ([192, 168, 0, 0], 16, "a private address"),
    ([198, 18, 0, 0], 15, "an address for measurements"),
    ([198, 51, 100, 0], 24, "an address for documentation"),
    ([203, 0, 113, 0], 24, "an address for documentation"),
    ([224, 0, 0, 0], 4, "a multicast address"),
    ([240, 0, 0, 0], 4, SPECIAL),
];

/// Networks of IPv6, in the same way; none of them carries an address of IPv4 that could be public.
const NETWORKS_V6: &[([u16; 4], u32, &str)] = &[
    ([0xfc00, 0, 0, 0], 7, "a private address"),
    ([0xfe80, 0, 0, 0], 10, "a link-local address"),
    ([0xfec0, 0, 0, 0], 10, "a private address"),
    ([0xff00, 0, 0, 0], 8, "a multicast address"),
    ([0x0064, 0xff9b, 0x0001, 0], 48, "a private address"),
    ([0x2001, 0, 0, 0], 23, SPECIAL),
    ([0x2001, 0x0db8, 0, 0], 32, "an address for documentation"),
    ([0x3fff, 0, 0, 0], 20, "an address for documentation"),
];

fn refused_v4(address: Ipv4Addr) -> Option<&'static str> {
    let bits = u32::from(address);
    let fits = |&&(network, length, _): &&([u8; 4], u32, &str)| {
        (bits ^ u32::from(Ipv4Addr::from(network))).leading_zeros() >= length
    };
    NETWORKS_V4.iter().find(fits).map(|&(_, _, what)| what)
}

fn refused_v6(address: Ipv6Addr) -> Option<&'static str> {
    let carried = |high: u16, low: u16| refused_v4(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)));
    match address.segments() {
        // Mapped addresses (RFC 4291) and NAT64 (RFC 6052).
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x0064, 0xff9b, 0, 0, 0, 0, high, low] => return carried(high, low),
        // Addresses without any prefix, among them `::` and `::1`; compatible addresses are no longer given out.
        [0, 0, 0, 0, 0, 0, high, low] => return carried(high, low).or(Some(SPECIAL)),
        _ => {}
    }
    let bits = address.to_bits();
    let fits = |&&([first, second, third, fourth], length, _): &&([u16; 4], u32, &str)| {
        (bits ^ Ipv6Addr::new(first, second, third, fourth, 0, 0, 0, 0).to_bits()).leading_zeros() >= length
    };
    if let Some(&(_, _, what)) = NETWORKS_V6.iter().find(fits) {
        return Some(what);
    }
    match address.segments() {
        // 6to4 (RFC 3056), and ISATAP (RFC 5214) at the end of any network.
        [0x2002, high, low, ..] | [.., 0 | 0x0200, 0x5efe, high, low] => carried(high, low),
        // Nothing else is given out.
        [first, ..] => (first & 0xe000 != 0x2000).then_some(SPECIAL),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(address: &str) -> Option<&'static str> {
        refused(address.parse().unwrap())
    }

    #[test]
    fn public_addresses_may_be_reached() {
        for address in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "169.253.255.255",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "168.63.129.17",
            "2606:4700::1111",
            "2a00:1450::1",
            "2001:4860:4860::8888",
            "::ffff:1.1.1.1",
            "64:ff9b::101:101",
            "2002:101:101::1",
            "3ffe::1",
            "2400:1::5efe:1.1.1.1",
        ] {
            assert_eq!(check(address), None, "{address}");
        }
    }

    #[test]
    fn what_is_not_public_is_refused() {
        for address in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.0",
            "10.255.255.255",
            "100.64.0.1",
            "100.100.100.200",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
        ] {
            assert!(check(address).is_some(), "{address}");
        }
    }

    #[test]
    fn so_is_every_form_of_it_in_ipv6() {
        for address in [
            "::",
            "::1",
            "::7f00:1",
            "::101:101",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::ffff:0:127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:0:1:2::3",
            "2001:10::1",
            "2001:20::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:c0a8:1::1",
            "2002:a00::1",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fdff::1",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "ff02::1",
            "2400:1::5efe:10.0.0.1",
            "4000::1",
            "e000::1",
        ] {
            assert!(check(address).is_some(), "{address}");
        }
    }

    #[test]
    fn it_is_said_what_an_address_is() {
        assert_eq!(check("::ffff:127.0.0.1"), Some("an address of this machine"));
        assert_eq!(check("2002:c0a8:101::1"), Some("a private address"));
    }
}
