import { SegmentedControl, Stack, Text, useDirection, useMantineColorScheme } from '@mantine/core'
import { Section } from '../../ui/page.js'

/** How the window looks on this computer. */
export function AppearancePart() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { dir, setDirection } = useDirection()
  return (
    <Section title="Appearance">
      <Stack gap="md" align="flex-start">
        <div>
          <Text size="sm" fw={600} mb={4} id="colors-label">
            Colors
          </Text>
          <SegmentedControl
            aria-labelledby="colors-label"
            value={colorScheme}
            onChange={(value) => setColorScheme(value as 'auto' | 'light' | 'dark')}
            data={[
              { value: 'auto', label: 'As the system' },
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
            ]}
          />
        </div>
        <div>
          <Text size="sm" fw={600} mb={4} id="direction-label">
            Reading direction
          </Text>
          <SegmentedControl
            aria-labelledby="direction-label"
            value={dir}
            onChange={(value) => setDirection(value as 'ltr' | 'rtl')}
            data={[
              { value: 'ltr', label: 'Left to right' },
              { value: 'rtl', label: 'Right to left' },
            ]}
          />
        </div>
      </Stack>
    </Section>
  )
}
