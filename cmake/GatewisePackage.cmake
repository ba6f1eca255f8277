# `cpack`: Debian packages from a build tree. `gatewise` is the program with its plugins, suites and data; `gatewise-dev` is
# what plugins are built with. dpkg-shlibdeps computes what they depend on.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME gatewise)
set(CPACK_PACKAGE_CONTACT "Gatewise maintainers <maintainers@gatewise.invalid>" CACHE STRING "The maintainer of the Debian packages")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")  # each package has its own
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_STRIP_FILES ON)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/deb/arrange.cmake)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)
set(CPACK_COMPONENTS_ALL runtime sdk conformance)
set(CPACK_COMPONENT_RUNTIME_GROUP program)
set(CPACK_COMPONENT_SDK_GROUP development)
set(CPACK_COMPONENT_CONFORMANCE_GROUP development)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME gatewise)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_RECOMMENDS ca-certificates)  # public datasets are downloaded
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SUGGESTS gatewise-dev)
set(CPACK_DEBIAN_PROGRAM_DESCRIPTION "choose a recurrent network for a task, its traffic and a budget
Gatewise trains RNN, LSTM and GRU candidates on real sequences, runs each one
through backend plugins step by step as it will ship, measures quality, latency
and memory, and recommends a winner under a stated budget.
.
This package has the program, its plugins, suites, and a dataset of its own.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME gatewise-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "gatewise (= ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_RECOMMENDS "cmake (>= 3.25), g++ | c++-compiler")
set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION "choose a recurrent network - SDK for backend plugins
Gatewise measures recurrent networks through backend plugins.
.
This package has what plugins are built with: the C ABI, the C++ SDK, the CMake
package, a project to begin with, and the kit that proves a plugin.")

include(CPack)
