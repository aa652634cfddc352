// SPDX-License-Identifier: Apache-2.0
//! What an operator sets on the node, in its persistent local storage: see the README.

use alloc::{format, string::String, vec::Vec};
use core::fmt;
use openledger_primitives::Balance;
use polkadot_sdk::{
	sp_core::{hexdisplay::HexDisplay, offchain::StorageKind},
	sp_io::offchain::local_storage_get,
};

/// Where the LoRA server is: UTF-8, `http://` or `https://`, without the path.
pub const URL_KEY: &[u8] = b"openledger/ocw/url";
/// The bearer token for the LoRA server: printable ASCII. None is sent when it is not set.
pub const TOKEN_KEY: &[u8] = b"openledger/ocw/token";
/// The lowest budget, in plancks as a decimal number, for which jobs of the ModelFactory are taken. None is
/// when it is not set.
pub const FACTORY_KEY: &[u8] = b"openledger/ocw/factory";
/// With any value here the off-chain worker does nothing.
pub const OFF_KEY: &[u8] = b"openledger/ocw/off";
/// The server's address when none is set.
pub const DEFAULT_URL: &str = "http://127.0.0.1:8400";

/// What `setting` is for one worker key alone: `setting`, a slash, and the public key in lower-case
/// hexadecimal digits. It wins over the general one.
pub fn of_key(setting: &[u8], public: &[u8]) -> Vec<u8> {
	let own = format!("/{}", HexDisplay::from(&public));
	[setting, own.as_bytes()].concat()
}

/// How to reach a LoRA server.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Settings {
	/// Without a slash at the end.
	pub url: String,
	/// Sent as a bearer token.
	pub token: Option<String>,
}

/// Why the settings cannot be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum SettingsError {
	/// [`URL_KEY`] does not hold an address.
	Url,
	/// [`TOKEN_KEY`] does not hold what a header can carry.
	Token,
	/// [`FACTORY_KEY`] does not hold an amount.
	Factory,
}

impl fmt::Display for SettingsError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::Url => {
				"the local storage key openledger/ocw/url does not hold an address like \
				 http://127.0.0.1:8400: set it again, or clear it"
			},
			Self::Token => {
				"the local storage key openledger/ocw/token does not hold printable ASCII: set it \
				 again, or clear it"
			},
			Self::Factory => {
				"the local storage key openledger/ocw/factory does not hold an amount of plancks in \
				 decimal digits: set it again, or clear it"
			},
		})
	}
}

/// Whether the operator has switched the worker off.
pub(crate) fn switched_off() -> bool {
	read(OFF_KEY).is_some()
}

impl Settings {
	/// Reads the settings for the worker key with these bytes.
	pub fn load(public: &[u8]) -> Result<Self, SettingsError> {
		let url = match read_for(URL_KEY, public) {
			Some(bytes) => address(&bytes).ok_or(SettingsError::Url)?,
			None => DEFAULT_URL.into(),
		};
		let token = read_for(TOKEN_KEY, public)
			.map(|bytes| printable(&bytes).ok_or(SettingsError::Token))
			.transpose()?;
		Ok(Self { url, token })
	}
}

/// The lowest budget for which the worker key with these bytes takes jobs of the ModelFactory, in plancks;
/// `None` when it takes none.
pub(crate) fn least_budget(public: &[u8]) -> Result<Option<Balance>, SettingsError> {
	let amount = |bytes: Vec<u8>| {
		let text = printable(&bytes)?;
		// `parse` would take a sign, too.
		text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
	};
	read_for(FACTORY_KEY, public)
		.map(|bytes| amount(bytes).ok_or(SettingsError::Factory))
		.transpose()
}

fn read_for(setting: &[u8], public: &[u8]) -> Option<Vec<u8>> {
	read(&of_key(setting, public)).or_else(|| read(setting))
}

fn read(key: &[u8]) -> Option<Vec<u8>> {
	local_storage_get(StorageKind::PERSISTENT, key)
}

fn address(bytes: &[u8]) -> Option<String> {
	let url = printable(bytes)?;
	let host = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"))?;
	let host = host.trim_end_matches('/');
	(!host.is_empty()).then(|| url.trim_end_matches('/').into())
}

/// The text without white space around it, which shells like to add; `None` when it is empty, or
/// more than visible ASCII.
fn printable(bytes: &[u8]) -> Option<String> {
	let text = core::str::from_utf8(bytes).ok()?.trim();
	(!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())).then(|| text.into())
}
