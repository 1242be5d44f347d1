declare module 'dc-polyfill' {
  const polyfill: unknown
  export default polyfill
}
