// A family that the host does not know, brought by a plugin that uses nothing but the SDK.
#include <gatewise/sdk/family.hpp>

#include "cell.hpp"
#include "family.hpp"

GATEWISE_PLUGIN((gatewise::sdk::PluginInfo{.id = "mingru",
                                           .version = "0.1.0",
                                           .summary = "the family minGRU: f32, one thread, and its training"}),
                gatewise::sdk::cell<mingru::Cell, mingru::Family>("mingru", "f32", "plain"))
