#ifndef GATEWISE_BASE_REASON_OF_HPP
#define GATEWISE_BASE_REASON_OF_HPP

#include <exception>
#include <string>

namespace gatewise {

/// What an exception means to a user: our own text where we threw it, a sentence of ours where a library did. A library
/// speaks of its own functions, which say nothing to who reads a suite.
std::string reason_of(const std::exception& error);

}  // namespace gatewise

#endif
