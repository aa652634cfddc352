// SPDX-License-Identifier: Apache-2.0
//! Licences: what people read of them, and what the chain decides by.
//!
//! The SPDX expression is for people and courts; the three terms are what the runtime compares. Whoever
//! publishes under a licence states both.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use polkadot_sdk::{sp_core::ConstU32, sp_runtime::BoundedVec};
use scale_info::TypeInfo;

/// The longest SPDX expression, in bytes.
pub const MAX_SPDX_LEN: u32 = 64;

/// What a licence lets others do.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct LicenceTerms {
	/// Whether works may be derived: models trained on it, adapters made from it.
	pub derivatives: bool,
	/// Whether it, and what is derived of it, may be used for money.
	pub commercial: bool,
	/// Whether what is derived of it, or collected with it, must be under the same licence.
	pub share_alike: bool,
}

/// A licence.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	PartialEq,
	Eq,
	Debug,
	Default,
)]
pub struct Licence {
	/// The SPDX expression, in UTF-8. Not empty.
	pub spdx: BoundedVec<u8, ConstU32<MAX_SPDX_LEN>>,
	/// What it lets others do.
	pub terms: LicenceTerms,
}

/// Why a work cannot be under its licence, or a collection be given out under its.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
pub enum LicenceConflict {
	/// The source allows no derived works, and one is made of it, or the collection's licence allows
	/// them.
	DerivativesForbidden,
	/// The source allows no commercial use, and the licence of the work or collection does.
	CommercialForbidden,
	/// The source demands its own licence, and the work or collection has another.
	ShareAlikeBroken,
}

impl fmt::Display for LicenceConflict {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::DerivativesForbidden => "the source's licence allows no derived works",
			Self::CommercialForbidden => "the source's licence allows no commercial use",
			Self::ShareAlikeBroken => "the source demands its own licence",
		})
	}
}

impl core::error::Error for LicenceConflict {}

impl Licence {
	/// Whether the expression is UTF-8 and not empty.
	pub fn is_readable(&self) -> bool {
		!self.spdx.is_empty() && core::str::from_utf8(&self.spdx).is_ok()
	}

	/// Whether a work derived from one under this licence may be published under `derived`.
	///
	/// # Errors
	/// The first [`LicenceConflict`], in the order of its variants.
	pub fn permits_derived(&self, derived: &Self) -> Result<(), LicenceConflict> {
		if !self.terms.derivatives {
			return Err(LicenceConflict::DerivativesForbidden);
		}
		self.permits_collected(derived)
	}

	/// Whether a work under this licence may be part of a collection that is given out under
	/// `collection`. As [`Self::permits_derived`], but nothing is derived: the work stays what it is, so
	/// a collection may allow derived works only where the work does.
	///
	/// # Errors
	/// The first [`LicenceConflict`], in the order of its variants.
	pub fn permits_collected(&self, collection: &Self) -> Result<(), LicenceConflict> {
		if collection.terms.derivatives && !self.terms.derivatives {
			return Err(LicenceConflict::DerivativesForbidden);
		}
		if collection.terms.commercial && !self.terms.commercial {
			return Err(LicenceConflict::CommercialForbidden);
		}
		if self.terms.share_alike && self != collection {
			return Err(LicenceConflict::ShareAlikeBroken);
		}
		Ok(())
	}
}
