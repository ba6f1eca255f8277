#ifndef GATEWISE_BASE_ERROR_HPP
#define GATEWISE_BASE_ERROR_HPP

#include <stdexcept>

namespace gatewise {

/// The user's input can't be used: a bad suite, a missing file, a wrong option. The message names the thing, the value
/// and the remedy. Caught once, in cli/main.cpp; exit code 1.
struct InputError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Nothing more can be written: going on would lose every result that follows.
struct DiskFull : InputError {
  using InputError::InputError;
};

}  // namespace gatewise

#endif
