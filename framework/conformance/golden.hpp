#ifndef GATEWISE_CONFORMANCE_GOLDEN_HPP
#define GATEWISE_CONFORMANCE_GOLDEN_HPP

#include <filesystem>
#include <string>

namespace gatewise {

/// Writes what a cell of this family must answer, for authors who test without the host: for each of the kit's shapes a
/// folder i<I>h<H> with the weights, x [T,N,I], lengths [N] and y [T,N,H] (f64, by the double-precision oracle) as
/// .npy, and golden.json with the shapes and the error that each precision is allowed. The same bytes every time.
/// Throws InputError.
void write_golden(const std::string& family, const std::filesystem::path& folder);

}  // namespace gatewise

#endif
