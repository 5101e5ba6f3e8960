import { useSearchParams } from 'react-router';

/**
 * The address's query, and setting one of its values; an empty one is taken away. A step is one
 * that the browser's back button takes back.
 */
export const useParameters = () => {
  const [parameters, setParameters] = useSearchParams();
  const set = (name: string, value: string | null, isStep = false) => {
    setParameters(
      (present) => {
        const next = new URLSearchParams(present);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: !isStep },
    );
  };
  return [parameters, set] as const;
};
