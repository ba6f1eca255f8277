// A family that a plugin brings: the extensions gw.family/0 and gw.train/0 of a cell.
#ifndef GATEWISE_HOST_PLUGIN_FAMILY_HPP
#define GATEWISE_HOST_PLUGIN_FAMILY_HPP

#include <gatewise/abi.h>

#include <filesystem>
#include <optional>

#include "cells/family.hpp"

namespace gatewise {

/// The family that this cell brings, with its equations where it has them; empty where it brings none. `cell` is an
/// adopted table. Throws InputError where the declaration breaks the contract.
std::optional<Family> family_of(const std::filesystem::path& file, const gw_cell_type& cell);

}  // namespace gatewise

#endif
