import { expect, it } from 'vitest'
import { Group } from './group.js'

it('what arrives together shares a commit, and each is answered with its own outcome', async () => {
  const sizes: number[] = []
  const group = new Group(async (items: readonly number[]) => {
    sizes.push(items.length)
    await new Promise((resolve) => setTimeout(resolve, 5))
    return items.map((item) => item * 2)
  }, 1_000)
  const first = [1, 2, 3].map((item) => group.add(item, 1))
  await new Promise((resolve) => setTimeout(resolve, 2))
  const second = [4, 5].map((item) => group.add(item, 1))
  expect(group.weight).toBe(5)
  expect(await Promise.all([...first, ...second])).toEqual([2, 4, 6, 8, 10])
  expect(sizes).toEqual([3, 2])
  await group.drained()
  expect(group.weight).toBe(0)
})

it('a group weighs no more than it may, but one item always goes', async () => {
  const sizes: number[] = []
  const group = new Group(async (items: readonly string[]) => {
    sizes.push(items.length)
    return items
  }, 10)
  await Promise.all([group.add('a', 6), group.add('b', 6), group.add('c', 4), group.add('d', 50)])
  expect(sizes).toEqual([1, 2, 1])
})

it('one that cannot be committed does not take the others with it', async () => {
  const group = new Group(async (items: readonly string[]) => {
    if (items.includes('bad')) throw new Error('cannot')
    return items
  }, 10)
  const [a, bad, b] = await Promise.allSettled(['a', 'bad', 'b'].map((item) => group.add(item, 1)))
  expect([a?.status, bad?.status, b?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})
