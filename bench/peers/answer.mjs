/** Answers the bench's questions, one after the other. @param {Record<string, (...given: any[]) => unknown>} answers */
export function answer(answers) {
  process.on('message', async (/** @type {{ question: string, given: unknown[] }} */ { question, given }) => {
    process.send?.((await answers[question]?.(...given)) ?? null)
  })
  process.on('disconnect', () => process.exit(0))
}
