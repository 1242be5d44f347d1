import { Button, ColorInput, FileButton, Group, Stack, Text } from '@mantine/core'
import { IconPhoto, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { type Clinic, UpdateBrand } from '../../../core/tenancy/model.js'
import { contrastWithWhite, readableContrast } from '../../../core/tenancy/rules.js'
import { isRefusal } from '../../client/errors.js'
import { ClinicMark } from '../../ui/clinic-mark.js'
import { OperationFields, useOperationForm } from '../../ui/operation-form.js'
import { Section } from '../../ui/page.js'
import { say } from '../../ui/say.js'
import { paintLogo } from './logo.js'
import classes from './tenant.module.css'

/** Colors that white words can be read on, and that are told apart at a glance. */
const swatches = ['#0f766e', '#1d4ed8', '#6d28d9', '#9f1239', '#b45309', '#3f6212', '#334155']

const isColor = (text: string) => /^#[0-9a-f]{6}$/i.test(text)

/** What people know the clinic by: in the top bar, on the lock screen and on paper. */
export function BrandPart({ clinic }: { clinic: Clinic }) {
  const [problem, setProblem] = useState<string | null>(null)
  const state = useOperationForm({
    path: 'tenancy.updateBrand',
    schema: UpdateBrand,
    initial: { accent: clinic.accent ?? '', logo: clinic.logo ?? '' },
    toInput: ({ accent, logo }) => ({
      accent: accent === '' ? null : accent.toLowerCase(),
      logo: logo === '' ? null : logo,
      version: clinic.version,
    }),
    onDone: () => say({ tone: 'done', message: 'The clinic’s look was saved.' }),
  })
  const { form } = state
  const { accent, logo } = form.values
  const isTooLight = isColor(accent) && contrastWithWhite(accent) < readableContrast

  async function choose(file: File | null) {
    if (file === null) return
    const painted = await paintLogo(file)
    setProblem(painted === null ? 'This file is no picture that can be shown. Choose a PNG, JPEG, WebP or SVG.' : null)
    if (painted !== null) form.setFieldValue('logo', painted)
  }

  return (
    <Section title="Look">
      <div className={classes.form}>
        <OperationFields
          state={state}
          submitLabel="Save look"
          variant="default"
          isSubmitDisabled={isTooLight || isRefusal(state.error, 'VERSION_CONFLICT')}
        >
          <div className={classes.preview}>
            <ClinicMark
              name={clinic.name}
              look={{ accent: isColor(accent) ? accent : null, logo: logo === '' ? null : logo }}
              size={40}
            />
            <Text fw={600} truncate>
              {clinic.name}
            </Text>
          </div>
          <ColorInput
            label="Color"
            description="White words stand on it, so it has to be dark enough to read them"
            placeholder="The usual one"
            format="hex"
            swatches={swatches}
            withEyeDropper={false}
            {...form.getInputProps('accent')}
            error={isTooLight ? 'White words cannot be read on this color. Choose a darker one.' : form.errors.accent}
          />
          <Stack gap={4}>
            <Text size="sm" fw={600} id="logo-label">
              Logo
            </Text>
            <Text size="xs" c="dimmed">
              Any picture; what is painted of it is kept as a small PNG, and nothing else of the file.
            </Text>
            <Group gap="xs">
              <FileButton onChange={(file) => void choose(file)} accept="image/png,image/jpeg,image/webp,image/svg+xml">
                {(props) => (
                  <Button {...props} variant="default" leftSection={<IconPhoto size={16} />}>
                    Choose logo
                  </Button>
                )}
              </FileButton>
              {logo === '' ? null : (
                <Button
                  variant="subtle"
                  color="gray"
                  leftSection={<IconTrash size={16} />}
                  onClick={() => form.setFieldValue('logo', '')}
                >
                  Remove logo
                </Button>
              )}
            </Group>
            {problem === null ? null : (
              <Text size="xs" c="red" role="alert">
                {problem}
              </Text>
            )}
          </Stack>
        </OperationFields>
      </div>
    </Section>
  )
}
