import { type FormErrors as MantineErrors, useForm } from '@mantine/form';
import { useState } from 'react';
import { faultOf } from '@/lib/fault';
import { sortErrors, type UserError } from '@/lib/form-errors';

type Options<Values> = {
  initialValues: Values;
  validate?: (values: Values) => MantineErrors;
  /** `controlled` forms draw anew with each letter: for those whose fields depend on each other. */
  mode?: 'controlled' | 'uncontrolled';
  /** What the server says about the values; nothing when it was done. */
  send: (values: Values) => Promise<readonly UserError[]>;
};

/**
 * A form whose errors stand at their fields, whoever finds them; the first of them takes the focus.
 * `problem` is what belongs to no field.
 */
export const useSentForm = <Values extends Record<string, unknown>>(options: Options<Values>) => {
  const [problem, setProblem] = useState('');
  const form = useForm<Values>({
    mode: options.mode ?? 'uncontrolled',
    initialValues: options.initialValues,
    ...(options.validate && { validate: options.validate }),
  });
  const focusFirst = (errors: MantineErrors) => {
    const [name] = Object.keys(errors);
    if (name) form.getInputNode(name)?.focus();
  };
  const send = async (values: Values) => {
    setProblem('');
    try {
      const errors = sortErrors(await options.send(values), Object.keys(options.initialValues));
      form.setErrors(errors.fields);
      setProblem(errors.form);
      focusFirst(errors.fields);
    } catch (error) {
      setProblem(faultOf(error).message);
    }
  };
  const submit = form.onSubmit(send, focusFirst);
  return { form, problem, submit, isBusy: form.submitting };
};
