// SPDX-License-Identifier: Apache-2.0
//! Licences, as options of commands.

use crate::{chain::value, failure::Failure};
use clap::Args;
use openledger_primitives::licence::{Licence, LicenceTerms};
use subxt::dynamic::Value;

/// The longest SPDX expression that the chain keeps, in bytes.
const MAX_SPDX_LEN: usize = 64;

/// A licence: what people read, and what the chain decides by.
#[derive(Args, Clone, Debug)]
pub struct LicenceOptions {
	/// SPDX expression of the licence, such as CC-BY-4.0
	#[arg(long = "licence", value_name = "SPDX", value_parser = spdx)]
	spdx: String,
	/// Nothing may be derived of it: no model trained on it
	#[arg(long)]
	no_derivatives: bool,
	/// It, and what is derived of it, may not be used for money
	#[arg(long)]
	no_commercial: bool,
	/// What is derived of it must be under the same licence
	#[arg(long)]
	share_alike: bool,
}

impl LicenceOptions {
	/// As the chain keeps it.
	///
	/// # Errors
	/// [`Failure::Input`] when the expression is longer than that.
	pub fn licence(&self) -> Result<Licence, Failure> {
		let spdx = self.spdx.clone().into_bytes().try_into();
		Ok(Licence {
			spdx: spdx.map_err(|_| Failure::Input("the SPDX expression is too long".into()))?,
			terms: LicenceTerms {
				derivatives: !self.no_derivatives,
				commercial: !self.no_commercial,
				share_alike: self.share_alike,
			},
		})
	}

	/// As calls take it.
	pub fn value(&self) -> Value {
		Value::named_composite([
			("spdx", value::text(&self.spdx)),
			(
				"terms",
				Value::named_composite([
					("derivatives", Value::bool(!self.no_derivatives)),
					("commercial", Value::bool(!self.no_commercial)),
					("share_alike", Value::bool(self.share_alike)),
				]),
			),
		])
	}
}

fn spdx(text: &str) -> Result<String, String> {
	if text.is_empty() || text.len() > MAX_SPDX_LEN {
		return Err(format!("an SPDX expression has 1 to {MAX_SPDX_LEN} bytes"));
	}
	Ok(text.to_owned())
}
