# Every folder of ours is one small library with its tests beside the code, so that a folder's
# test links only what the folder may see. tare_folder(core LINKS base) makes
#   tare_core        from *.cc
#   tare_core_test   from *_test.cc, run by ctest as "core"

find_package(fmt REQUIRED)
find_package(GTest REQUIRED)

# Our own flags live on a target of their own: llama.cpp, built in the same tree, keeps its own.
add_library(tare_flags INTERFACE)
target_compile_features(tare_flags INTERFACE cxx_std_20)
# Designated initialisers with default members are house style, so no -Wmissing-field-initializers;
# -Wrestrict cries wolf at std::string's operator+ in GCC 12 (its bug 105651).
target_compile_options(tare_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
  -Wno-missing-field-initializers -Wno-restrict
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor -Woverloaded-virtual>
  # At -O1, GCC 12 sees null pointers in vectors that the inliner opened halfway.
  $<$<COMPILE_LANGUAGE:CXX>:$<IF:$<BOOL:$<TARGET_PROPERTY:TARE_QUICKLY>>,-O1,-Wnull-dereference>>)
target_include_directories(tare_flags INTERFACE
  ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/include)
target_compile_definitions(tare_flags INTERFACE TARE_VERSION="${PROJECT_VERSION}")
if(TARE_SANITIZE)
  # -Wnull-dereference and the sanitizers' own branches raise false alarms together in GCC 12.
  target_compile_options(tare_flags INTERFACE
    -fsanitize=${TARE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g -O1 -UNDEBUG
    $<$<COMPILE_LANGUAGE:CXX>:-Wno-null-dereference> -Wno-maybe-uninitialized)
  target_link_options(tare_flags INTERFACE -fsanitize=${TARE_SANITIZE})
endif()

# For what parses a command line once: CLI11's templates take half their compiling in the optimiser.
function(tare_compile_quickly target)
  set_target_properties(${target} PROPERTIES TARE_QUICKLY ON)
endfunction()

function(tare_folder name)
  cmake_parse_arguments(ARG "" "" "LINKS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cc)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$|/main\\.cc$|_main\\.cc$")
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  if(sources)
    add_library(tare_${name} STATIC ${sources})
    target_link_libraries(tare_${name} PUBLIC tare_flags fmt::fmt)
    set_target_properties(tare_${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    set(mode PUBLIC)
  else()
    add_library(tare_${name} INTERFACE)
    target_link_libraries(tare_${name} INTERFACE tare_flags fmt::fmt)
    set(mode INTERFACE)
  endif()
  foreach(link IN LISTS ARG_LINKS)
    if(TARGET tare_${link})
      target_link_libraries(tare_${name} ${mode} tare_${link})
    else()
      target_link_libraries(tare_${name} ${mode} ${link})
    endif()
  endforeach()
  if(tests)
    add_executable(tare_${name}_test ${tests})
    target_link_libraries(tare_${name}_test PRIVATE tare_${name} GTest::gtest GTest::gmock GTest::gtest_main)
    add_test(NAME ${name} COMMAND tare_${name}_test)
    set_tests_properties(${name} PROPERTIES LABELS unit TIMEOUT 300
      ENVIRONMENT "TARE_TEST_DATA=${CMAKE_SOURCE_DIR}/tests/data;TARE_BIN=${CMAKE_RUNTIME_OUTPUT_DIRECTORY};TARE_LIB=${CMAKE_LIBRARY_OUTPUT_DIRECTORY}")
  endif()
endfunction()
