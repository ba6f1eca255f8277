// Declares TOML++'s types for headers that only name them.
#ifndef GATEWISE_BASE_TOML_FWD_HPP
#define GATEWISE_BASE_TOML_FWD_HPP

#include <toml++/impl/forward_declarations.h>

#endif
