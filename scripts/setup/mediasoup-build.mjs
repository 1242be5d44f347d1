import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { note } from './report.mjs'
import { isOnPath, run } from './run.mjs'

/** The worker could not be had here; `message` says what to do. Everything but calls works. */
export class WorkerNotBuilt extends Error {}

/** Debian's own builds of the very libraries that the worker asks for. They are unpacked aside, so nobody must be root. */
const libraries = [
  ...['meson', 'ninja-build', 'libuv1-dev', 'libssl-dev', 'libsrtp2-dev', 'libusrsctp-dev', 'libabsl-dev'],
  ...['nlohmann-json3-dev', 'libnss3', 'libnspr4'],
]
/** What must be installed: the compiler, and the one library that the worker takes from the system when it runs. */
const tools = { 'g++': 'g++', python3: 'python3', 'pkg-config': 'pkg-config', 'dpkg-deb': 'dpkg' }

/**
 * Builds the worker from mediasoup's sources. Its build would download sources of its libraries from release hosts; instead each is
 * replaced by a small stand-in that names Debian's static library.
 * @param {string} sources the package's `worker/` @param {string} work a folder to work in @param {string} target the program
 * @throws {WorkerNotBuilt} where a tool is missing
 */
export async function buildWorker(sources, work, target) {
  if (process.platform !== 'linux' || !isOnPath('apt-get'))
    throw new WorkerNotBuilt(
      'It is built from Debian’s libraries alone. Connect to the internet once and run this again, or set MEDIASOUP_WORKER_BIN to a worker.',
    )
  await installTools()
  const system = join(work, 'system')
  await unpackLibraries(work, system)
  standIn(sources, system)
  const folder = readdirSync(join(system, 'usr', 'lib')).find((name) => name.includes('-linux-')) ?? ''
  const lib = join(system, 'usr', 'lib', folder)
  const env = {
    PKG_CONFIG_SYSROOT_DIR: system,
    PKG_CONFIG_LIBDIR: [join(lib, 'pkgconfig'), join(system, 'usr', 'share', 'pkgconfig')].join(':'),
    PYTHONPATH: join(system, 'usr', 'lib', 'python3', 'dist-packages'),
    PATH: `${join(system, 'usr', 'bin')}:${process.env.PATH}`,
    LDFLAGS: `-L${lib} -static-libstdc++ -static-libgcc`,
  }
  const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3'
  const options = ['--buildtype', 'release', '-Db_ndebug=true', '-Db_pie=true', '-Dwarning_level=0']
  const meson = [join(system, 'usr', 'bin', 'meson'), 'setup', 'build', ...options]
  await must(python, meson, { cwd: sources, env })
  await must('ninja', ['-C', 'build', 'mediasoup-worker'], { cwd: sources, env })
  await run('strip', [join(sources, 'build', 'mediasoup-worker')], { stdio: 'pipe' })
  copyFileSync(join(sources, 'build', 'mediasoup-worker'), target)
}

/** @param {string} command @param {string[]} args @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options */
async function must(command, args, options) {
  const { code, output } = await run(command, args, { ...options, stdio: 'pipe' })
  if (code === 0) return
  throw new WorkerNotBuilt(`${command} failed:\n${output.trim().slice(-1_500)}\nRun this again when that is mended.`)
}

async function installTools() {
  const missing = Object.entries(tools)
    .filter(([program]) => !isOnPath(program))
    .map(([, name]) => name)
  if (!existsSync('/usr/lib/x86_64-linux-gnu/libnss3.so') && !(await hasNss())) missing.push('libnss3')
  if (missing.length === 0) return
  if (process.getuid?.() !== 0)
    throw new WorkerNotBuilt(`Install once: sudo apt-get install -y ${missing.join(' ')}; then run this again.`)
  note(`installing ${missing.join(' ')}`)
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['update', '-qq'], { stdio: 'pipe', env })
  await must('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { cwd: '/', env })
}

async function hasNss() {
  const { output } = await run('/sbin/ldconfig', ['-p'], { stdio: 'pipe' })
  return output.includes('libnss3.so')
}

/** `apt-get download` needs no rights; only its lists may be missing. @param {string} work @param {string} system */
async function unpackLibraries(work, system) {
  const packages = join(work, 'packages')
  mkdirSync(packages)
  mkdirSync(system)
  // As root apt would hand the download to a user who may not write here.
  const apt = ['-o', 'APT::Sandbox::User=root', '-qq']
  let lists = apt
  let { code } = await run('apt-get', [...lists, 'download', ...libraries], { cwd: packages, stdio: 'pipe' })
  if (code !== 0) {
    const state = join(work, 'apt')
    mkdirSync(join(state, 'lists', 'partial'), { recursive: true })
    lists = [...apt, '-o', `Dir::State::lists=${join(state, 'lists')}`, '-o', `Dir::Cache=${state}`]
    await run('apt-get', [...lists, 'update'], { cwd: packages, stdio: 'pipe' })
    code = (await run('apt-get', [...lists, 'download', ...libraries], { cwd: packages, stdio: 'pipe' })).code
  }
  if (code !== 0)
    throw new WorkerNotBuilt('Debian’s packages cannot be fetched. Is the mirror reachable? Then run this again.')
  for (const name of readdirSync(packages)) await must('dpkg-deb', ['-x', join(packages, name), system], { cwd: work })
}

/** A subproject that stands for a system library: its lines of meson, and options that it is asked for. */
const stands = {
  openssl: { lines: ["openssl_dep = dependency('openssl', static: true)", ...empty('libcrypto_lib', 'libssl_lib')] },
  nlohmann_json: { lines: ["nlohmann_json_dep = dependency('nlohmann_json')"] },
  libuv: {
    lines: ["libuv_dep = dependency('libuv-static', 'libuv', static: true)", ...empty('libuv')],
    options: ['build_tests', 'build_benchmarks'].map((name) => `option('${name}', type: 'boolean', value: false)`),
  },
  libsrtp2: {
    lines: [
      "libsrtp2_dep = declare_dependency(dependencies: dependency('libsrtp2', static: true), include_directories: include_directories('inc'))",
      ...empty('libsrtp2'),
    ],
    options: ['crypto-library', 'crypto-library-kdf', 'tests'].map(
      (name) => `option('${name}', type: 'string', value: '')`,
    ),
  },
  usrsctp: {
    lines: ["usrsctp_dep = dependency('usrsctp', static: true)", ...empty('usrsctp')],
    options: ["option('sctp_build_programs', type: 'boolean', value: false)"],
  },
  'abseil-cpp': {
    lines: [
      `absl_container_dep = declare_dependency(dependencies: [${['flat_hash_map', 'flat_hash_set', 'hash', 'raw_hash_set'].map((name) => `dependency('absl_${name}', static: true)`).join(', ')}])`,
      "absl_strings_dep = dependency('absl_strings', static: true)",
      "absl_types_dep = dependency('absl_bad_optional_access', static: true)",
      ...empty('absl_container_lib'),
    ],
  },
  catch2: { lines: ["catch2_dep = dependency('', required: false)"] },
}

/** Where the worker links a whole library it gets one with nothing in it. @param {string[]} names */
function empty(...names) {
  return names.map((name) => `${name} = static_library('stand_in_${name}', 'empty.c')`)
}

/** @param {string} sources @param {string} system */
function standIn(sources, system) {
  const file = join(sources, 'meson.build')
  // Debian 12's meson is 1.0 and does all that is asked.
  writeFileSync(file, readFileSync(file, 'utf8').replace('>= 1.1.0', '>= 1.0.0'))
  rmSync(join(sources, 'subprojects'), { recursive: true, force: true })
  for (const [name, { lines, ...rest }] of Object.entries(stands)) {
    const folder = join(sources, 'subprojects', name)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'empty.c'), 'static int nothing __attribute__((unused));\n')
    writeFileSync(join(folder, 'meson.build'), `${[`project('${name}', 'c', 'cpp')`, ...lines].join('\n')}\n`)
    if ('options' in rest) writeFileSync(join(folder, 'meson_options.txt'), `${rest.options.join('\n')}\n`)
  }
  // The worker includes <srtp.h>, Debian has <srtp2/srtp.h>.
  symlinkSync(join(system, 'usr', 'include', 'srtp2'), join(sources, 'subprojects', 'libsrtp2', 'inc'))
}
