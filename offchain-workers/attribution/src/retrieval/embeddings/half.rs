// SPDX-License-Identifier: Apache-2.0
//! Numbers of 16 bits (IEEE 754 binary16), as model files have them.

/// The number that these bits are; every one of them is a 32-bit number, too.
pub(super) fn widened(bits: u16) -> f32 {
	let sign = u32::from(bits & 0x8000) << 16;
	let exponent = u32::from(bits >> 10 & 0x1F);
	let fraction = u32::from(bits & 0x3FF);
	let magnitude = match exponent {
		// Too small for a leading one: multiples of 2^-24, which a product gives exactly.
		0 => (f32::from(bits & 0x3FF) * f32::from_bits(0x3380_0000)).to_bits(),
		// Infinite, or not a number.
		0x1F => 0x7F80_0000 | fraction << 13,
		_ => (exponent + 112) << 23 | fraction << 13,
	};
	f32::from_bits(sign | magnitude)
}

#[cfg(test)]
mod tests {
	use super::widened;

	#[test]
	fn widened_is_the_value_by_definition_when_bits_are_any() {
		for bits in 0..=u16::MAX {
			let (exponent, fraction) = (i32::from(bits >> 10 & 0x1F), f64::from(bits & 0x3FF));
			let magnitude = match exponent {
				0 => fraction * 2f64.powi(-24),
				31 if fraction == 0.0 => f64::INFINITY,
				31 => f64::NAN,
				_ => (1.0 + fraction / 1024.0) * 2f64.powi(exponent - 15),
			};
			let expected = if bits >> 15 == 1 { -magnitude } else { magnitude };
			let given = f64::from(widened(bits));
			let same = given.to_bits() == expected.to_bits() || given.is_nan() && expected.is_nan();
			assert!(same, "{bits:#x}: {given}, not {expected}");
		}
	}
}
