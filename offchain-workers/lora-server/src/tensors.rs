// SPDX-License-Identifier: Apache-2.0
//! Named tensors in safetensors files: read with their shape checked, written in f32.

use safetensors::{tensor::TensorView, Dtype, SafeTensors};
use std::collections::{BTreeMap, BTreeSet};
use tch::{Device, Kind, Tensor};

/// Bytes of a file's header at most: a hundred times that of the largest models.
const MAX_HEADER: u64 = 16 << 20;

/// Why a safetensors file could not be read or written.
#[derive(thiserror::Error, Debug)]
pub enum TensorError {
	/// Not a safetensors file, or one that was cut off.
	#[error("not a complete safetensors file: {0}")]
	Malformed(#[from] safetensors::SafeTensorError),
	/// A pickle: loading one runs whatever program it holds.
	#[error(
		"this is a pickle, which is never loaded: save the weights with safetensors instead, \
		 in transformers and peft by save_pretrained(..., safe_serialization=True)"
	)]
	Pickle,
	/// The header is longer than any known model's.
	#[error("the header has {length} bytes, and at most {MAX_HEADER} are read")]
	HeaderTooLong {
		/// What the file says.
		length: u64,
	},
	/// Two files hold a tensor of this name.
	#[error("tensor {name} is there twice")]
	Duplicate {
		/// The tensor's name.
		name: String,
	},
	/// A tensor that the configuration calls for is not there.
	#[error("tensor {name} is missing")]
	Missing {
		/// The tensor's name.
		name: String,
	},
	/// A tensor has other dimensions than the configuration says.
	#[error("tensor {name} has shape {found:?}, and the configuration says {expected:?}")]
	Shape {
		/// The tensor's name.
		name: String,
		/// What the configuration says.
		expected: Vec<i64>,
		/// What the file holds.
		found: Vec<usize>,
	},
	/// Neither f32, f16 nor bf16.
	#[error("tensor {name} is {kind}, and only F32, F16 and BF16 are supported")]
	UnsupportedKind {
		/// The tensor's name.
		name: String,
		/// The type in the file.
		kind: String,
	},
	/// The file holds a tensor that nothing here uses: ignoring it would change the result.
	#[error("tensor {name} is not part of what is supported")]
	Unexpected {
		/// The tensor's name.
		name: String,
	},
	/// A tensor holds infinities or what is no number, as it is or in the type asked for.
	#[error("tensor {name} holds numbers that are not finite")]
	NotFinite {
		/// The tensor's name.
		name: String,
	},
	/// Packed weights are not what was read, and cannot be written.
	#[error("packed weights cannot be written")]
	Packed,
	/// libtorch refused.
	#[error("libtorch: {0}")]
	Torch(#[from] tch::TchError),
}

/// Safetensors files that remember which of their tensors were read.
pub struct TensorReader<'data> {
	files: Vec<SafeTensors<'data>>,
	device: Device,
	/// Which file holds each tensor.
	places: BTreeMap<String, usize>,
	unread: BTreeSet<String>,
}

impl<'data> TensorReader<'data> {
	/// Reads the header of `bytes`, and checks it against their length.
	///
	/// # Errors
	/// [`TensorError::Pickle`], [`TensorError::HeaderTooLong`], [`TensorError::Malformed`].
	pub fn new(bytes: &'data [u8], device: Device) -> Result<Self, TensorError> {
		Self::of_files(&[bytes], device)
	}

	/// Reads the headers of several files, whose tensors are one model's.
	///
	/// # Errors
	/// [`TensorError`], if one of them is no safetensors file, or two hold a tensor of the same
	/// name.
	pub fn of_files(files: &[&'data [u8]], device: Device) -> Result<Self, TensorError> {
		let files = files.iter().map(|bytes| header(bytes)).collect::<Result<Vec<_>, _>>()?;
		let mut places = BTreeMap::new();
		for (place, file) in files.iter().enumerate() {
			for name in file.names() {
				if places.insert(name.to_owned(), place).is_some() {
					return Err(TensorError::Duplicate { name: name.to_owned() });
				}
			}
		}
		let unread = places.keys().cloned().collect();
		Ok(Self { files, device, places, unread })
	}

	/// The tensor `name` as f32 on the reader's device.
	///
	/// # Errors
	/// [`TensorError`], if it is missing, has another shape or an unsupported type, or holds
	/// infinities.
	pub fn take(&mut self, name: &str, shape: &[i64]) -> Result<Tensor, TensorError> {
		self.take_as(name, shape, Kind::Float)
	}

	/// The tensor `name` as `kind` on the reader's device.
	///
	/// # Errors
	/// As [`TensorReader::take`]; a number that is too large for `kind` is an infinity there.
	pub fn take_as(
		&mut self,
		name: &str,
		shape: &[i64],
		kind: Kind,
	) -> Result<Tensor, TensorError> {
		let missing = || TensorError::Missing { name: name.to_owned() };
		let place = self.place(name).ok_or_else(missing)?;
		let view = self.files[place].tensor(name).map_err(|_| missing())?;
		if !same_shape(view.shape(), shape) {
			return Err(TensorError::Shape {
				name: name.to_owned(),
				expected: shape.to_vec(),
				found: view.shape().to_vec(),
			});
		}
		let tensor = Tensor::f_from_data_size(view.data(), shape, kind_of(name, &view)?)?
			.f_to_kind(kind)?
			.f_to_device(self.device)?;
		if tensor.f_isfinite()?.f_all()?.f_int64_value(&[])? == 0 {
			return Err(TensorError::NotFinite { name: name.to_owned() });
		}
		self.unread.remove(name);
		Ok(tensor)
	}

	/// The tensor `name` in the type that its file has it in.
	///
	/// # Errors
	/// As [`TensorReader::take`].
	pub fn take_as_stored(&mut self, name: &str, shape: &[i64]) -> Result<Tensor, TensorError> {
		let view = self.place(name).and_then(|place| self.files[place].tensor(name).ok());
		let view = view.ok_or_else(|| TensorError::Missing { name: name.to_owned() })?;
		let kind = kind_of(name, &view)?;
		self.take_as(name, shape, kind)
	}

	/// Whether a file holds the tensor `name`.
	pub fn contains(&self, name: &str) -> bool {
		self.places.contains_key(name)
	}

	/// Which of the files holds the tensor `name`.
	pub fn place(&self, name: &str) -> Option<usize> {
		self.places.get(name).copied()
	}

	/// Ends reading: nothing may be left over but what `ignorable` names.
	///
	/// # Errors
	/// [`TensorError::Unexpected`].
	pub fn finish(self, ignorable: impl Fn(&str) -> bool) -> Result<(), TensorError> {
		match self.unread.into_iter().find(|name| !ignorable(name)) {
			Some(name) => Err(TensorError::Unexpected { name }),
			None => Ok(()),
		}
	}
}

fn header(bytes: &[u8]) -> Result<SafeTensors<'_>, TensorError> {
	// What torch.save writes: a zip file, and before version 1.6 a bare pickle, whose first bytes
	// could begin a safetensors file as well.
	if bytes.starts_with(b"PK\x03\x04") {
		return Err(TensorError::Pickle);
	}
	if let Some(length) = bytes.first_chunk().map(|length| u64::from_le_bytes(*length)) {
		if length > MAX_HEADER {
			let pickle = is_bare_pickle(bytes);
			return Err(if pickle {
				TensorError::Pickle
			} else {
				TensorError::HeaderTooLong { length }
			});
		}
	}
	SafeTensors::deserialize(bytes).map_err(|error| match is_bare_pickle(bytes) {
		true => TensorError::Pickle,
		false => TensorError::Malformed(error),
	})
}

fn is_bare_pickle(bytes: &[u8]) -> bool {
	matches!(bytes, [0x80, 2..=5, ..])
}

/// A safetensors file of `tensors` in f32. Equal tensors give equal bytes.
///
/// # Errors
/// [`TensorError::Torch`], [`TensorError::Malformed`].
pub fn to_safetensors<'a>(
	tensors: impl IntoIterator<Item = (String, &'a Tensor)>,
) -> Result<Vec<u8>, TensorError> {
	let mut data = BTreeMap::new();
	for (name, tensor) in tensors {
		data.insert(name, (dimensions(tensor), to_bytes(tensor)?));
	}
	let views = data
		.iter()
		.map(|(name, (shape, bytes))| {
			TensorView::new(Dtype::F32, shape.clone(), bytes).map(|view| (name.as_str(), view))
		})
		.collect::<Result<Vec<_>, _>>()?;
	// PyTorch's loaders look for this entry to know whose tensors they are.
	let metadata = [("format".to_owned(), "pt".to_owned())].into();
	Ok(safetensors::serialize(views, Some(metadata))?)
}

/// The values of `tensor` as f32, row by row.
///
/// # Errors
/// Those of libtorch.
pub fn to_values(tensor: &Tensor) -> Result<Vec<f32>, tch::TchError> {
	let tensor = tensor.f_detach()?.f_to_device(Device::Cpu)?.f_to_kind(Kind::Float)?;
	let mut values = vec![0f32; tensor.numel()];
	tensor.f_contiguous()?.f_copy_data(&mut values, tensor.numel())?;
	Ok(values)
}

fn to_bytes(tensor: &Tensor) -> Result<Vec<u8>, tch::TchError> {
	Ok(to_values(tensor)?.iter().flat_map(|value| value.to_le_bytes()).collect())
}

fn dimensions(tensor: &Tensor) -> Vec<usize> {
	tensor.size().into_iter().map(|size| usize::try_from(size).unwrap_or(0)).collect()
}

fn same_shape(found: &[usize], expected: &[i64]) -> bool {
	found.len() == expected.len()
		&& found.iter().zip(expected).all(|(&a, &b)| usize::try_from(b) == Ok(a))
}

fn kind_of(name: &str, view: &TensorView<'_>) -> Result<Kind, TensorError> {
	match view.dtype() {
		Dtype::F32 => Ok(Kind::Float),
		Dtype::F16 => Ok(Kind::Half),
		Dtype::BF16 => Ok(Kind::BFloat16),
		other => {
			Err(TensorError::UnsupportedKind { name: name.to_owned(), kind: format!("{other:?}") })
		},
	}
}
