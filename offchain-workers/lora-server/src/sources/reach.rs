// SPDX-License-Identifier: Apache-2.0
//! Which servers may be asked. A URI on chain is anybody's choice, and names a host of the networks behind a
//! server as easily as one of the Internet: metadata services, routers, what listens on the loopback interface.

use clap::ValueEnum;
use ip_network::IpNetwork;
use reqwest::{
	dns::{Addrs, Name, Resolve, Resolving},
	Url,
};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Which servers are asked for what is not in the store.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Reach {
	/// None
	None,
	/// Those at public addresses
	#[default]
	Public,
	/// Those on this machine and in private networks, too
	All,
}

/// An address is of this machine, of a private network, or otherwise not public.
#[derive(thiserror::Error, Clone, PartialEq, Eq, Debug)]
#[error("{0} has no public address; --fetch all asks there, too")]
pub struct NotPublic(String);

/// Refuses an address that has an IP address for a host: nobody looks that up.
///
/// # Errors
/// [`NotPublic`].
pub(super) fn check_literal(url: &Url) -> Result<(), NotPublic> {
	// IPv6 has brackets there.
	let host = url.host_str().unwrap_or_default();
	match host.trim_start_matches('[').trim_end_matches(']').parse() {
		Ok(address) if !is_public(address) => Err(NotPublic(host.into())),
		_ => Ok(()),
	}
}

/// Looks names up, and finds public addresses alone: what is checked is what is connected to.
pub(super) struct PublicAddresses;

impl Resolve for PublicAddresses {
	fn resolve(&self, name: Name) -> Resolving {
		Box::pin(async move {
			// reqwest puts the port in.
			let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
			let public = found.filter(|address| is_public(address.ip())).collect::<Vec<_>>();
			if public.is_empty() {
				return Err(NotPublic(name.as_str().into()).into());
			}
			Ok(Box::new(public.into_iter()) as Addrs)
		})
	}
}

/// Whether an address is one of the Internet, by IANA's registries.
fn is_public(address: IpAddr) -> bool {
	let address = match address.to_canonical() {
		IpAddr::V6(address) => translated(address).map_or(address.into(), IpAddr::V4),
		address => address,
	};
	!address.is_multicast() && IpNetwork::from(address).is_global()
}

/// What stands behind an address of NAT64 (RFC 6052, section 2.1).
fn translated(address: Ipv6Addr) -> Option<Ipv4Addr> {
	let bits = address.to_bits();
	let of_nat64 = bits >> 32 == 0x0064_ff9b_0000_0000_0000_0000;
	let last = u32::try_from(bits & u128::from(u32::MAX)).ok()?;
	of_nat64.then(|| Ipv4Addr::from_bits(last))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;

	#[test]
	fn address_is_public_when_it_is_of_the_internet() {
		for address in ["93.184.215.14", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"] {
			assert!(is_public(address.parse().unwrap()), "{address}");
		}
	}

	#[test]
	fn address_is_not_public_when_it_is_of_this_machine_or_its_networks() {
		for address in [
			"127.0.0.1",
			"0.0.0.0",
			"10.1.2.3",
			"172.16.0.1",
			"192.168.1.1",
			"100.64.0.1",
			"169.254.169.254",
			"198.18.0.1",
			"224.0.0.1",
			"255.255.255.255",
			"::",
			"::1",
			"fe80::1",
			"fd00::1",
			"ff0e::1",
			"::ffff:127.0.0.1",
			"::ffff:169.254.169.254",
			"64:ff9b::a9fe:a9fe",
		] {
			assert!(!is_public(address.parse().unwrap()), "{address}");
		}
	}

	#[test]
	fn literal_is_refused_when_it_is_not_public_however_it_is_written() {
		for url in
			["http://127.1/x", "http://2130706433/", "http://0x7f.1:80/", "http://[::1]:8400/"]
		{
			assert!(check_literal(&Url::parse(url).unwrap()).is_err(), "{url}");
		}
		for url in ["http://one.example/x", "https://93.184.215.14/", "http://[2606:4700::1111]/"] {
			assert_eq!(check_literal(&Url::parse(url).unwrap()), Ok(()), "{url}");
		}
	}
}
