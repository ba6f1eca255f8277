// JSON as the project uses it, defined: what base/json_fwd.hpp declares.
#ifndef GATEWISE_BASE_JSON_HPP
#define GATEWISE_BASE_JSON_HPP

#include <nlohmann/json.hpp>

#include "base/json_fwd.hpp"

#endif
