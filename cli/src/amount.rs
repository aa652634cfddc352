// SPDX-License-Identifier: Apache-2.0
//! Amounts of OPEN, as people write them.

use std::{fmt, str::FromStr};

/// Decimals of OPEN.
const DECIMALS: usize = 18;

/// An amount in plancks, the smallest part of OPEN.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Amount(pub u128);

impl Amount {
	/// One OPEN.
	const OPEN: u128 = 10u128.pow(18);
}

/// Why a text is no amount.
#[derive(thiserror::Error, Clone, Copy, PartialEq, Eq, Debug)]
pub enum AmountError {
	/// Not digits with at most one dot among them.
	#[error("an amount is a number of OPEN, such as 12 or 0.5")]
	NotANumber,
	/// More digits behind the dot than OPEN has.
	#[error("OPEN has {DECIMALS} decimals")]
	TooFine,
	/// More than there can be.
	#[error("the amount is too large")]
	TooLarge,
}

impl FromStr for Amount {
	type Err = AmountError;

	fn from_str(text: &str) -> Result<Self, AmountError> {
		let (whole, part) = text.split_once('.').unwrap_or((text, ""));
		let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
		if whole.is_empty() || !digits(whole) || !digits(part) || text.ends_with('.') {
			return Err(AmountError::NotANumber);
		}
		if part.len() > DECIMALS {
			return Err(AmountError::TooFine);
		}
		let whole: u128 = whole.parse().map_err(|_| AmountError::TooLarge)?;
		let part: u128 =
			format!("{part:0<DECIMALS$}").parse().map_err(|_| AmountError::TooLarge)?;
		whole
			.checked_mul(Self::OPEN)
			.and_then(|plancks| plancks.checked_add(part))
			.map(Self)
			.ok_or(AmountError::TooLarge)
	}
}

impl fmt::Display for Amount {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let (whole, part) = (self.0 / Self::OPEN, self.0 % Self::OPEN);
		if part == 0 {
			return write!(f, "{whole} OPEN");
		}
		let part = format!("{part:0>DECIMALS$}");
		write!(f, "{whole}.{} OPEN", part.trim_end_matches('0'))
	}
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn amount_is_read_when_it_has_decimals() {
		assert_eq!("0.5".parse(), Ok(Amount(500_000_000_000_000_000)));
		assert_eq!("12".parse(), Ok(Amount(12 * Amount::OPEN)));
	}

	#[test]
	fn amount_is_refused_when_it_is_no_number() {
		for text in ["", ".5", "5.", "1.2.3", "-1", "1e3", "1 OPEN", "٣"] {
			assert_eq!(text.parse::<Amount>(), Err(AmountError::NotANumber), "{text}");
		}
	}

	#[test]
	fn amount_is_refused_when_it_is_finer_than_a_planck() {
		assert_eq!("0.0000000000000000001".parse::<Amount>(), Err(AmountError::TooFine));
	}

	#[test]
	fn amount_is_refused_when_it_exceeds_the_chains_integers() {
		assert_eq!("340282366920938463464".parse::<Amount>(), Err(AmountError::TooLarge));
		assert_eq!("9".repeat(60).parse::<Amount>(), Err(AmountError::TooLarge));
	}

	proptest! {
		#[test]
		fn amount_is_the_same_when_it_is_written_and_read(plancks: u128) {
			let text = Amount(plancks).to_string();
			let number = text.strip_suffix(" OPEN").unwrap();
			prop_assert_eq!(number.parse(), Ok(Amount(plancks)));
		}
	}
}
